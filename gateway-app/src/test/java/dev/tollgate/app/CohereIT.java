package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.simulator.provider.Script;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Cohere's chat from a client to the provider and back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class CohereIT {

    private static final String PRICES =
            """
            version: 1
            credit: { worth: 0.10 }
            providers:
              cohere: { url: UPSTREAM_URL, dialect: cohere, key_env: PROVIDER_KEY }
            models:
              command-a: { provider: cohere, aliases: [clever], tokens: { input: 2.50, output: 10.00 } }
            plans:
              test: { grant: { credits: 1000, every: once } }
            """;

    private TestGateway gateway;

    @BeforeAll
    void start() {
        gateway = TestGateway.start(PRICES);
    }

    @AfterEach
    void every_call_is_settled() {
        gateway.settled();
        gateway.provider.clear();
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    private HttpResponse<String> chat(String key, String model, boolean stream) {
        String body = "{\"model\":\"" + model + "\",\"stream\":" + stream
                + ",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        return gateway.post("/v2/chat", key, body);
    }

    private String last(String columns) {
        return gateway.database
                .query("SELECT " + columns + " FROM usage_record ORDER BY settled_at DESC LIMIT 1")
                .get(0);
    }

    @Test
    void is_paid_by_billed_units_as_json_and_as_a_stream() {
        for (boolean stream : new boolean[] {false, true}) {
            gateway.provider.script(Script.DEFAULT.with("input=1000&output=50"));
            HttpResponse<String> answer = chat(gateway.key(), "clever", stream);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("simulator").contains("billed_units");
            // (1000 x 2.5 + 50 x 10) / 1M dollars, 10 credits a dollar
            assertThat(last("basis || ' ' || charged")).isEqualTo("reported 30000000");
            assertThat(gateway.provider.received().get(0).body()).contains("\"model\":\"command-a\"");
            assertThat(gateway.provider.received().get(0).key()).hasValue(TestGateway.PLATFORM_KEY);
            gateway.provider.clear();
        }
    }

    @Test
    void a_stream_that_breaks_off_ends_with_an_error() {
        gateway.provider.script(Script.DEFAULT.with("input=100&output=40&chunks=4&cutAfter=500"));
        HttpResponse<String> answer = chat(gateway.key(), "command-a", true);
        assertThat(answer.body()).contains("event: message-end\ndata: ").contains("provider_unreachable");
        assertThat(last("basis")).isEqualTo("estimated");
    }

    @Test
    void refusals_have_coheres_shape() {
        HttpResponse<String> refused = chat(gateway.accountWith("0.0001"), "command-a", false);
        assertThat(refused.statusCode()).isEqualTo(402);
        assertThat(refused.body()).contains("\"message\":\"Not enough credits").contains("insufficient_credits");
        assertThat(gateway.post("/v2/rerank", gateway.key(), "{}").statusCode()).isEqualTo(404);
        assertThat(gateway.provider.receivedCount()).isZero();
    }
}

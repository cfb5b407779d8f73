package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.simulator.provider.Script;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the price book says beside prices holds for calls. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BookTermsIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String CHAT = "/v1/chat/completions";
    private static final String PRICES = TestGateway.Prices.TEST
            .replace("markup: 20%", "markup: 20%\nbalance: { minimum: 5 credits }")
            .replace("output: 10.00 } }\n", "output: 10.00 }, default_output_tokens: 300 }\n")
            .replace(
                    "models:\n",
                    """
                    models:
                      gift: { provider: openai, free: true }
                      claude-plain: { provider: anthropic, tokens: { input: 3, cached: 0.3, cache_write: 3.75, output: 15 } }
                    """);

    private TestGateway gateway;

    @BeforeAll
    void start() {
        gateway = TestGateway.start(PRICES);
    }

    @AfterEach
    void settled() {
        gateway.settled();
        gateway.provider.clear();
        gateway.provider.script(Script.DEFAULT);
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    private static String asking(String model, String more) {
        return "{\"model\":\"" + model + "\"" + more + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    }

    private HttpResponse<String> call(String key, String model) {
        return gateway.post(CHAT, key, asking(model, ",\"max_tokens\":10"));
    }

    @Test
    void calls_are_refused_below_the_balance_that_it_asks_for() {
        HttpResponse<String> refused = call(gateway.accountWith("4.999999999"), "gpt-4o");
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(402);
        assertThat(JSON.readTree(refused.body()).path("error").path("code").asString())
                .isEqualTo("insufficient_credits");
        assertThat(gateway.provider.receivedCount()).isZero();

        String enough = gateway.accountWith("5");
        assertThat(call(enough, "gpt-4o").statusCode()).isEqualTo(200);
        assertThat(call(enough, "gpt-4o").statusCode())
                .as("the first call took it below")
                .isEqualTo(402);
    }

    @Test
    void a_free_model_asks_for_no_balance() {
        assertThat(call(gateway.accountWith("0.000000001"), "gift").statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_request_without_a_bound_gets_the_models_own() {
        HttpResponse<String> answer = gateway.post(CHAT, gateway.key(), asking("o3", ""));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        JsonNode sent = JSON.readTree(gateway.provider.received().get(0).body());
        assertThat(sent.path("max_completion_tokens").asInt()).isEqualTo(300);
        assertThat(JSON.readTree(gateway.post("/v1/tollgate/estimate", gateway.key(), asking("o3", ""))
                                .body())
                        .path("outputTokens")
                        .asInt())
                .isEqualTo(300);

        gateway.provider.clear();
        gateway.post(CHAT, gateway.key(), asking("o3", ",\"max_completion_tokens\":20"));
        assertThat(JSON.readTree(gateway.provider.received().get(0).body())
                        .path("max_completion_tokens")
                        .asInt())
                .isEqualTo(20);
    }

    private static double unpriced(String kind) {
        return Metrics.globalRegistry.find("tollgate.pricing.unpriced_usage").tag("kind", kind).counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    @Test
    void kinds_of_tokens_that_providers_bill_apart_are_counted_where_they_have_no_price() {
        double before = unpriced("inputCacheWrite1h");
        gateway.provider.script(Script.DEFAULT.with("input=1000&cacheWrite=300&cacheWrite1h=200"));
        for (String model : List.of("claude-plain", "claude-sonnet-4-5")) {
            assertThat(gateway.post("/v1/messages", gateway.key(), asking(model, ",\"max_tokens\":10"))
                            .statusCode())
                    .isEqualTo(200);
            gateway.settled();
            assertThat(unpriced("inputCacheWrite1h") - before).as(model).isEqualTo(1);
        }
        assertThat(unpriced("inputCacheWrite")).isZero();
    }
}

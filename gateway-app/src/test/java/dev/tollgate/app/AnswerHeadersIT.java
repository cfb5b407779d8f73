package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.simulator.provider.Script;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** What the headers of an answer say of money is what the ledger says. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AnswerHeadersIT {

    /** A credit is worth ten cents, and whoever has less than 20 is warned. */
    private static final String PRICES =
            TestGateway.Prices.TEST.replace("markup: 20%\n", "markup: 20%\nbalance: { low_alert: 20 credits }\n");

    private final TestGateway gateway = TestGateway.start(PRICES);

    @AfterEach
    void every_call_is_settled() {
        gateway.settled();
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    private HttpResponse<String> call(String key) {
        gateway.provider.script(Script.DEFAULT.with("input=1000&output=100"));
        HttpResponse<String> answer = gateway.post(
                "/v1/chat/completions",
                key,
                "{\"model\":\"gpt-4o\",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    @Test
    void cost_balance_and_ids_are_those_of_the_books() {
        String key = gateway.accountWith("50");
        HttpResponse<String> answer = call(key);
        // (1000 x 2.5 + 100 x 10) / 1M dollars, 20 % on top, 10 credits a dollar
        assertThat(header(answer, "tollgate-cost")).isEqualTo("0.042");
        assertThat(header(answer, "tollgate-cost-usd")).isEqualTo("0.0042");
        assertThat(header(answer, "x-litellm-response-cost")).isEqualTo("0.0042");
        assertThat(header(answer, "tollgate-balance")).isEqualTo("49.958");
        assertThat(gateway.get("/v1/tollgate/me", key)
                        .path("balance")
                        .path("available")
                        .asString())
                .isEqualTo("49.958");
        assertThat(new BigDecimal(header(answer, "tollgate-hold"))).isGreaterThan(new BigDecimal("0.042"));
        assertThat(header(answer, "tollgate-upstream-request-id")).startsWith("req_");
        assertThat(header(answer, "tollgate-key")).isEqualTo("platform");
        assertThat(header(answer, "tollgate-route")).isEqualTo("openai");
        assertThat(gateway.get("/v1/tollgate/requests/" + header(answer, "x-request-id"), key)
                        .path("charge")
                        .path("credits")
                        .asString())
                .isEqualTo("0.042");
    }

    @Test
    void what_the_platform_pays_is_in_no_export() {
        String key = gateway.accountWith("50");
        call(key);
        gateway.settled();
        JsonNode made = gateway.get("/api/me/export", key).path("calls").get(0);
        assertThat(made.path("detail").path("lines").size()).isPositive();
        assertThat(made.path("detail").path("attempts").path(0).path("provider").asString())
                .isEqualTo("openai");
        assertThat(made.toString()).doesNotContain("costUsd");
        assertThat(gateway.database.query("SELECT detail FROM usage_record"))
                .as("what it is taken from")
                .allMatch(detail -> detail.contains("costUsd"));
    }

    @Test
    void who_has_less_than_the_price_book_says_is_warned() {
        assertThat(header(call(gateway.accountWith("50")), "tollgate-low-balance"))
                .isEmpty();
        assertThat(header(call(gateway.accountWith("19")), "tollgate-low-balance"))
                .isEqualTo("true");
    }
}

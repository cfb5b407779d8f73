package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What becomes of calls that can cost more than there is, or than their caller wants, and what a call can cost at all. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FitToBalanceIT {

    private static final String CHAT = "/v1/chat/completions";
    private static final String MESSAGES = "/v1/messages";
    private static final String ESTIMATE = "/v1/tollgate/estimate";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String LOWERING = TestGateway.Prices.TEST.replace(
            "  test: { grant: { credits: 1000, every: once } }",
            "  test: { grant: { credits: 1000, every: once }, when_short: lower }");

    private static final String OF_429 =
            TestGateway.Prices.TEST.replace("markup: 20%", "markup: 20%\nbalance: { refuse_with: 429 }");

    private TestGateway lowering;
    private TestGateway refusing;

    @BeforeAll
    void start() {
        lowering = TestGateway.start(LOWERING);
        refusing = TestGateway.start(OF_429);
    }

    @AfterEach
    void settled() {
        lowering.settled();
        refusing.settled();
        lowering.provider.clear();
        refusing.provider.clear();
    }

    @AfterAll
    void stop() {
        lowering.close();
        refusing.close();
    }

    private static String asking(String model, long maxTokens) {
        return "{\"model\":\"" + model + "\",\"max_tokens\":" + maxTokens
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Tell me more.\"}]}";
    }

    private static JsonNode json(HttpResponse<String> answer) {
        return JSON.readTree(answer.body());
    }

    private static HttpResponse<String> with(
            TestGateway gateway, String path, String key, String header, String value, String body) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + path))
                .header("x-api-key", key)
                .header("content-type", "application/json")
                .header(header, value)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    @Test
    void a_plan_may_have_the_bound_lowered_to_what_can_be_paid() {
        String key = lowering.accountWith("0.1");
        long fits = json(lowering.post(ESTIMATE, key, asking("gpt-4o", 5000)))
                .path("maxTokens")
                .asLong();
        assertThat(fits).isBetween(16L, 4999L);

        HttpResponse<String> answer = lowering.post(CHAT, key, asking("gpt-4o", 5000));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValueAsLong("tollgate-output-lowered")).hasValue(fits);
        assertThat(lowering.provider.received().get(0).body()).contains("\"max_tokens\":" + fits + ",");
        assertThat(new BigDecimal(answer.headers().firstValue("tollgate-hold").orElseThrow()))
                .isLessThanOrEqualTo(new BigDecimal("0.1"));
    }

    @Test
    void what_would_be_no_answer_is_refused_all_the_same() {
        String key = lowering.accountWith("0.001");
        HttpResponse<String> answer = lowering.post(MESSAGES, key, asking("claude-sonnet-4-5", 5000));
        assertThat(answer.statusCode()).isEqualTo(402);
        assertThat(json(answer).path("maxTokens").asLong()).isZero();
        assertThat(lowering.provider.receivedCount()).isZero();
    }

    @Test
    void a_call_that_fits_is_left_as_it_is() {
        HttpResponse<String> answer = lowering.post(CHAT, lowering.accountWith("1"), asking("gpt-4o", 100));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("tollgate-output-lowered")).isEmpty();
        assertThat(lowering.provider.received().get(0).body()).contains("\"max_tokens\":100,");
    }

    @Test
    void a_refusal_says_how_many_tokens_would_fit_and_they_do() {
        String key = refusing.accountWith("0.1");
        HttpResponse<String> refused = refusing.post(CHAT, key, asking("gpt-4o", 5000));
        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.headers().firstValue("x-should-retry")).contains("false");
        assertThat(json(refused).path("error").path("code").asString()).isEqualTo("insufficient_credits");
        assertThat(json(refused).path("remainingCredits").asString()).isEqualTo("0.1");
        long fits = json(refused).path("maxTokens").asLong();
        assertThat(json(refused).path("error").path("message").asString()).contains(fits + " tokens or less");

        assertThat(refusing.post(CHAT, key, asking("gpt-4o", fits + 1)).statusCode())
                .isEqualTo(429);
        assertThat(refusing.post(CHAT, key, asking("gpt-4o", fits)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_caller_may_cap_what_a_call_can_cost() {
        HttpResponse<String> dear =
                with(refusing, CHAT, refusing.key(), "tollgate-max-cost", "0.2", asking("gpt-4o", 5000));
        assertThat(dear.statusCode()).isEqualTo(400);
        assertThat(dear.body()).contains("over_max_cost", "tokens or less");
        HttpResponse<String> cheap =
                with(refusing, CHAT, refusing.key(), "tollgate-max-cost", "0.2", asking("gpt-4o", 100));
        assertThat(cheap.statusCode()).isEqualTo(200);
        for (String wrong : new String[] {"-1", "1e3", "", "0.1234567891", "many"}) {
            assertThat(with(refusing, CHAT, refusing.key(), "tollgate-max-cost", wrong, asking("gpt-4o", 5))
                            .body())
                    .contains("invalid_request", "'tollgate-max-cost' must be");
        }
    }

    @Test
    void a_dry_run_says_what_a_call_can_cost_and_makes_none() {
        String key = refusing.accountWith("0.1");
        HttpResponse<String> told = with(refusing, MESSAGES, key, "tollgate-dry-run", "true", asking("claude-x", 1000));

        assertThat(told.statusCode()).as(told.body()).isEqualTo(200);
        JsonNode estimate = json(told);
        assertThat(estimate.path("outputTokens").asLong()).isEqualTo(1000);
        // 1,000 tokens at 15 dollars a million, 20% on top, a credit for ten cents.
        assertThat(estimate.path("most").path("lines").findValuesAsString("credits"))
                .contains("0.18");
        assertThat(estimate.path("affordable").asBoolean()).isFalse();
        assertThat(new BigDecimal(estimate.path("least").path("credits").asString()))
                .isPositive()
                .isLessThan(new BigDecimal("0.01"));
        assertThat(refusing.provider.receivedCount()).isZero();
        assertThat(refusing.get("/v1/tollgate/me", key)
                        .path("balance")
                        .path("available")
                        .asString())
                .isEqualTo("0.1");
        assertThat(json(refusing.post(ESTIMATE + "?path=" + MESSAGES, key, asking("claude-x", 1000))))
                .isEqualTo(estimate);
    }

    @Test
    void a_hold_is_what_the_estimate_said() {
        JsonNode estimate = json(refusing.post(ESTIMATE, refusing.key(), asking("gpt-4o", 700)));
        HttpResponse<String> call = refusing.post(CHAT, refusing.key(), asking("gpt-4o", 700));
        assertThat(call.headers().firstValue("tollgate-hold"))
                .contains(estimate.path("most").path("credits").asString());
        assertThat(estimate.path("affordable").asBoolean()).isTrue();
    }

    @Test
    void an_estimate_of_what_cannot_be_called_is_refused_like_the_call() {
        assertThat(refusing.post(ESTIMATE, refusing.key(), asking("unknown", 5)).body())
                .contains("model_not_priced");
        assertThat(refusing.post(ESTIMATE + "?path=/v1/nothing", refusing.key(), asking("gpt-4o", 5))
                        .statusCode())
                .isEqualTo(404);
        assertThat(refusing.post(ESTIMATE, "tg_live_wrong", asking("gpt-4o", 5)).statusCode())
                .isEqualTo(401);
        assertThat(with(refusing, CHAT, refusing.key(), "tollgate-dry-run", "yes", asking("gpt-4o", 5))
                        .body())
                .contains("'tollgate-dry-run' must be true or false");
    }
}

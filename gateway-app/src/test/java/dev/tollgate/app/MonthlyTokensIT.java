package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A plan with tokens for a month: calls pass while they last, and are told when there are new ones. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MonthlyTokensIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String PRICES = TestGateway.Prices.TEST.replace(
            "test: { grant: { credits: 1000, every: once } }",
            "test: { grant: { credits: 1000, every: once }, tokens: 1150/month }");

    private TestGateway gateway;

    @BeforeAll
    void start() {
        gateway = TestGateway.start(PRICES);
    }

    @AfterAll
    void stop() {
        gateway.settled();
        gateway.close();
    }

    private HttpResponse<String> call(String key, int mostOutput) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + "/v1/chat/completions"))
                .header("authorization", "Bearer " + key)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"gpt-4o\",\"max_tokens\":" + mostOutput
                        + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}")));
    }

    private JsonNode tokens(String key) {
        HttpResponse<String> plan = gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + "/api/me/plan"))
                .header("authorization", "Bearer " + key)
                .GET());
        return JSON.readTree(plan.body()).path("tokens");
    }

    @Test
    void calls_pass_while_the_months_tokens_last() {
        String key = gateway.accountWith("10");
        int passed = 0;
        HttpResponse<String> answer = call(key, 30);
        while (answer.statusCode() == 200 && passed < 100) {
            passed++;
            answer = call(key, 30);
        }
        assertThat(passed).isPositive();
        JsonNode error = JSON.readTree(answer.body()).path("error");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(402);
        assertThat(error.path("code").asString()).isEqualTo("monthly_tokens");
        assertThat(error.path("message").asString()).contains("1150 tokens a month");
        assertThat(error.path("tollgate").path("renews_at").asString()).endsWith("T00:00:00Z");
        assertThat(tokens(key).path("month").asLong()).isPositive().isLessThanOrEqualTo(1150);
        assertThat(tokens(key).path("reserved").asLong()).isZero();

        JsonNode plan = gateway.get("/api/me/plan", key);
        for (String path : List.of("/api/me", "/v1/tollgate/me")) {
            JsonNode month = gateway.get(path, key).path("month");
            assertThat(month.path("tokens"))
                    .as(path)
                    .isEqualTo(plan.path("tokens").path("month"));
            assertThat(month.path("from")).as(path).isEqualTo(plan.path("month").path("from"));
            assertThat(month.path("credits").asString()).as(path).isNotEqualTo("0");
        }
        String account = gateway.get("/api/me", key).path("account").asString();
        gateway.database.execute("UPDATE account_plan SET month_from = now() WHERE wallet_id ="
                + " (SELECT id FROM account WHERE public_id = '" + account + "')");
        JsonNode next = gateway.get("/api/me", key).path("month");
        assertThat(next.path("tokens").asLong() + next.path("credits").asString())
                .as("in a month that has just begun")
                .isEqualTo("00");
        assertThat(tokens(key).path("month").asLong()).isZero();
        assertThat(tokens(key).path("lifetime"))
                .as("what the month before had counts on")
                .isEqualTo(plan.path("tokens").path("month"));
    }

    @Test
    void a_call_that_could_use_more_than_the_month_has_is_refused_and_one_without_credits_keeps_no_tokens() {
        String key = gateway.accountWith("0.00001");
        assertThat(call(key, 400).body()).contains("monthly_tokens");
        assertThat(call(key, 60).body()).contains("insufficient_credits");
        gateway.settled();
        assertThat(tokens(key).path("month").asLong()).isZero();
    }
}

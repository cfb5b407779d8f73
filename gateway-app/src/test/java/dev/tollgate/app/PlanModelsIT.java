package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The models of a plan are what its accounts can call and see, from the moment they are on it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PlanModelsIT {

    private static final String PRICES = TestGateway.Prices.TEST
            .replace(
                    "  \"gpt-*\"",
                    "  gpt-4o-mini: { provider: openai, tokens: { input: 0.15, output: 0.60 } }\n"
                            + "  gpt-4o: { provider: openai, aliases: [best], tokens: { input: 2.50, output: 10.00 } }\n  \"gpt-*\"")
            .replaceFirst(
                    "plans:\n(.*)\n",
                    "plans:\n  small: { grant: { credits: 100, every: once }, models: [gpt-4o-mini] }\n  large: {}\n");

    private final TestGateway gateway = TestGateway.start(PRICES);

    @AfterEach
    void every_call_is_settled() {
        gateway.settled();
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    private HttpResponse<String> call(String key, String model) {
        return gateway.post(
                "/v1/chat/completions",
                key,
                "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
    }

    private List<String> listed(String key) {
        return StreamSupport.stream(gateway.get("/v1/models", key).path("data").spliterator(), false)
                .map(model -> model.path("id").asString())
                .toList();
    }

    private void moved(String key, String plan) {
        String account = gateway.get("/api/me", key).path("account").asString();
        HttpResponse<String> moved =
                gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + "/api/accounts/" + account + "/plan"))
                        .header("x-admin-key", gateway.adminKey())
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"plan\":\"" + plan + "\",\"reason\":\"test\"}")));
        assertThat(moved.statusCode()).as(moved.body()).isEqualTo(200);
    }

    @Test
    void others_are_refused_and_not_listed_until_the_plan_has_them() {
        String key = gateway.accountWith("10");
        assertThat(call(key, "gpt-4o-mini").statusCode()).isEqualTo(200);
        assertThat(listed(key)).containsExactly("gpt-4o-mini");
        long received = gateway.provider.receivedCount();
        for (String model : List.of("gpt-4o", "best", "gpt-4o-2026-01-01", "claude-sonnet-4-5")) {
            HttpResponse<String> refused = call(key, model);
            assertThat(refused.statusCode()).as(model + refused.body()).isIn(400, 403);
            assertThat(refused.body()).contains(model.startsWith("claude") ? "model_" : "model_not_in_plan");
        }
        assertThat(gateway.provider.receivedCount()).isEqualTo(received);

        moved(key, "large");
        TestGateway.until("the gate knows the plan", () -> call(key, "gpt-4o").statusCode() == 200);
        assertThat(listed(key)).contains("gpt-4o-mini", "gpt-4o");
        moved(key, "small");
        TestGateway.until(
                "the gate knows the plan again", () -> call(key, "gpt-4o").statusCode() == 403);
    }
}

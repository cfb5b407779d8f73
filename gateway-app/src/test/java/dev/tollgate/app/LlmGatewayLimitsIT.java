package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.app.LlmCaller.Answer;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is counted of an address is counted once, of the client's own address, and at no other door. */
final class LlmGatewayLimitsIT {

    private static final String BODY = LlmCaller.body("openai", "gpt-4o", false);

    @Test
    void a_call_is_one_request_of_its_clients_address() {
        try (TestGateway gateway = TestGateway.start(
                LlmCaller.PRICES,
                Map.of(
                        "tollgate.limits.address.requests-per-minute",
                        "3",
                        "tollgate.limits.api-per-address",
                        "1000"))) {
            LlmCaller caller = new LlmCaller(gateway);
            assertThat(caller.ask(gateway.key(), BODY).status()).isEqualTo(200);
            assertThat(caller.ask(gateway.key(), "{}").status()).isEqualTo(400);
            // What a client says of its address counts for nothing.
            assertThat(caller.ask(caller.request(gateway.key(), BODY).header("x-forwarded-for", "203.0.113.9"))
                            .status())
                    .isEqualTo(200);
            Answer fourth = caller.ask(caller.request(gateway.key(), BODY).header("x-forwarded-for", "203.0.113.10"));
            assertThat(fourth.status()).as(fourth.http().body()).isEqualTo(429);
            assertThat(fourth.end().path("level").asString()).isEqualTo("address");
            assertThat(fourth.header("retry-after"))
                    .isEqualTo(fourth.end().path("retryAfterSeconds").asString());
            gateway.settled();
        }
    }

    @Test
    void a_trusted_proxy_speaks_for_its_clients() {
        try (TestGateway gateway = TestGateway.start(
                LlmCaller.PRICES,
                Map.of(
                        "tollgate.limits.address.requests-per-minute", "1",
                        "tollgate.trusted-proxies", "127.0.0.0/8"))) {
            LlmCaller caller = new LlmCaller(gateway);
            for (String address : new String[] {"203.0.113.9", "203.0.113.10"}) {
                assertThat(caller.ask(caller.request(gateway.key(), BODY).header("x-forwarded-for", address))
                                .status())
                        .isEqualTo(200);
                assertThat(caller.ask(caller.request(gateway.key(), BODY).header("x-forwarded-for", address))
                                .status())
                        .isEqualTo(429);
            }
            gateway.settled();
        }
    }

    @Test
    void a_wrong_key_is_counted_once_and_the_limit_of_the_api_is_another_one() {
        try (TestGateway gateway = TestGateway.start(
                LlmCaller.PRICES,
                Map.of("tollgate.limits.failed-keys.per-address", "3", "tollgate.limits.api-per-address", "2"))) {
            LlmCaller caller = new LlmCaller(gateway);
            for (int good = 0; good < 4; good++) {
                assertThat(caller.ask(gateway.key(), BODY).status()).isEqualTo(200);
            }
            for (int wrong = 0; wrong < 3; wrong++) {
                assertThat(caller.ask("tg_live_nobody" + wrong, BODY).status()).isEqualTo(401);
            }
            Answer locked = caller.ask("tg_live_nobody3", BODY);
            assertThat(locked.status()).isEqualTo(429);
            assertThat(locked.end().path("code").asString()).isEqualTo("failed_keys");
            assertThat(caller.ask(gateway.key(), BODY).status()).isEqualTo(200);
            gateway.settled();
        }
    }

    @Test
    void ollamas_own_paths_are_calls_of_the_gate_too() {
        try (TestGateway gateway = TestGateway.start(
                LlmCaller.PRICES,
                Map.of("tollgate.limits.address.requests-per-minute", "100", "tollgate.limits.api-per-address", "1"))) {
            String model = "{\"model\":\"llama3:8b\",\"stream\":false,";
            String[][] calls = {
                {"/api/chat", model + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"},
                {"/api/generate", model + "\"prompt\":\"Hello\"}"},
                {"/api/embed", "{\"model\":\"llama3:8b\",\"input\":\"Hello\"}"}
            };
            for (int n = 0; n < calls.length; n++) {
                HttpResponse<String> answer = gateway.post(calls[n][0], gateway.key(), calls[n][1]);
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                assertThat(answer.headers().firstValue("RateLimit").orElse("")).contains("\"requests\";r=" + (99 - n));
            }
            gateway.settled();
        }
    }
}

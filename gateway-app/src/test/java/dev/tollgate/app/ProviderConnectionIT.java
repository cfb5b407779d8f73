package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.simulator.provider.Script;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Providers are called as the pricing file says. */
final class ProviderConnectionIT {

    private static final String PRICES =
            """
            providers:
              basic:
                url: UPSTREAM_URL
                auth: basic
                user_env: PROVIDER_KEY
                key_env: PROVIDER_KEY
                headers: { x-title: Tollgate, accept-language: en }
              named: { url: UPSTREAM_URL, auth: header, auth_name: x-own-key, key_env: PROVIDER_KEY }
              bare: { url: UPSTREAM_URL, auth: none }
              hasty: { url: UPSTREAM_URL, timeouts: { connect: 2s, first_byte: 500ms } }
            models:
              basic: { provider: basic, tokens: { input: 1, output: 2 } }
              named: { provider: named, tokens: { input: 1, output: 2 } }
              bare: { provider: bare, tokens: { input: 1, output: 2 } }
              hasty: { provider: hasty, tokens: { input: 1, output: 2 } }
            plans:
              test: { grant: { credits: 1000 } }
            """;

    private static TestGateway gateway;

    @BeforeAll
    static void start() {
        gateway = TestGateway.start(PRICES);
    }

    @AfterAll
    static void stop() {
        gateway.close();
    }

    @BeforeEach
    void clear() {
        gateway.provider.clear();
        gateway.provider.script(Script.DEFAULT);
    }

    private static HttpResponse<String> call(String model) {
        return gateway.post(
                "/v1/chat/completions",
                gateway.key(),
                "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
    }

    private static Map<String, String> sent(String model) {
        assertThat(call(model).statusCode()).isEqualTo(200);
        return gateway.provider.received().get(0).headers();
    }

    @Test
    void by_basic_authentication_and_with_headers_of_the_operator() {
        String login = TestGateway.PLATFORM_KEY + ":" + TestGateway.PLATFORM_KEY;
        assertThat(sent("basic"))
                .containsEntry(
                        "authorization",
                        "Basic " + Base64.getEncoder().encodeToString(login.getBytes(StandardCharsets.UTF_8)))
                .containsEntry("x-title", "Tollgate")
                .containsEntry("accept-language", "en");
    }

    @Test
    void by_a_header_of_another_name() {
        assertThat(sent("named"))
                .containsEntry("x-own-key", TestGateway.PLATFORM_KEY)
                .doesNotContainKey("authorization");
    }

    @Test
    void without_a_key() {
        assertThat(sent("bare")).doesNotContainKeys("authorization", "x-api-key");
    }

    @Test
    void no_longer_than_its_answer_may_take_to_begin() {
        gateway.provider.script(Script.DEFAULT.with("latency=20s"));
        HttpResponse<String> answer = call("hasty");
        assertThat(answer.statusCode()).isEqualTo(504);
        assertThat(answer.body()).contains("provider_timeout");
        gateway.settled();
    }
}

package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.simulator.provider.Script;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
              listener: { url: UPSTREAM_URL, timeouts: { idle: 1s } }
              busy: { url: UPSTREAM_URL, timeouts: { total: 2s } }
              full: { url: FULL_URL, timeouts: { connect: 9s } }
            models:
              basic: { provider: basic, tokens: { input: 1, output: 2 } }
              named: { provider: named, tokens: { input: 1, output: 2 } }
              bare: { provider: bare, tokens: { input: 1, output: 2 } }
              hasty: { provider: hasty, tokens: { input: 1, output: 2 } }
              listener: { provider: listener, tokens: { input: 1, output: 2 } }
              busy: { provider: busy, tokens: { input: 1, output: 2 } }
              full: { provider: full, tokens: { input: 1, output: 2 } }
            plans:
              test: { grant: { credits: 1000 } }
            """;

    private static TestGateway gateway;
    private static FullServer full;

    @BeforeAll
    static void start() throws IOException {
        full = FullServer.start();
        gateway = TestGateway.start(PRICES.replace("FULL_URL", full.url()));
    }

    @AfterAll
    static void stop() throws IOException {
        gateway.close();
        full.close();
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

    /** Longer than the five seconds that hold where the file says nothing, so that it is seen which of them ended it. */
    @Test
    void as_long_as_its_connection_may_take_and_no_longer() {
        long began = System.nanoTime();
        HttpResponse<String> answer = call("full");
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofSeconds(8));
        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.body()).contains("provider_unreachable");
        gateway.settled();
    }

    /** Without an end of its own either stream would last for minutes. */
    @ParameterizedTest
    @CsvSource({"listener, chunks=10&delay=60s", "busy, chunks=3000&delay=100ms"})
    void no_longer_than_its_answer_may_be_silent_or_last(String model, String script) {
        gateway.provider.script(Script.DEFAULT.with("input=100&" + script));
        HttpResponse<String> answer = gateway.post(
                "/v1/chat/completions",
                gateway.key(),
                "{\"model\":\"" + model + "\",\"stream\":true,\"max_tokens\":5000,"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("\"delta\"", "\"code\":\"provider_timeout\"")
                .doesNotContain("[DONE]");
        assertThat(gateway.get(
                                "/v1/tollgate/requests/"
                                        + answer.headers()
                                                .firstValue("x-request-id")
                                                .orElseThrow(),
                                gateway.key())
                        .path("state")
                        .asString())
                .isEqualTo("captured");
        gateway.settled();
    }
}

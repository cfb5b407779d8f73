package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.models.messages.MessageCreateParams;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.tollgate.simulator.provider.Script;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Rate limits as callers meet them: what answers tell of them, and what gives back what was taken. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LimitsIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String CHAT = "/v1/chat/completions";
    private static final String MESSAGES = "/v1/messages";
    private static final String LIMITED = TestGateway.Prices.TEST.replace(
            "test: { grant: { credits: 1000, every: once } }",
            "test: { grant: { credits: 1000, every: once },"
                    + " limits: { requests: 3/min, tokens: 6000/min, concurrent: 1 } }");

    private TestGateway gateway;

    @BeforeAll
    void start() {
        gateway = TestGateway.start(LIMITED);
    }

    @AfterEach
    void forget() {
        gateway.settled();
        gateway.provider.clear();
        gateway.provider.script(Script.DEFAULT);
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    private static String call(String model, boolean stream) {
        return "{\"model\":\"" + model + "\",\"stream\":" + stream
                + ",\"max_tokens\":100,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    }

    /** A key of its own, so that tests do not use up each other's limit. */
    private String key() {
        return gateway.accountWith("100");
    }

    private static String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse("");
    }

    @Test
    void answers_of_openais_dialect_tell_what_is_left() {
        String key = key();
        for (boolean stream : new boolean[] {false, true}) {
            HttpResponse<String> answer = gateway.post(CHAT, key, call("gpt-4o", stream));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(header(answer, "x-ratelimit-limit-requests")).isEqualTo("3");
            assertThat(header(answer, "x-ratelimit-remaining-requests")).isEqualTo(stream ? "1" : "2");
            assertThat(header(answer, "x-ratelimit-reset-requests")).matches("\\d+(\\.\\d+)?s");
            assertThat(header(answer, "x-ratelimit-limit-tokens")).isEqualTo("6000");
            assertThat(header(answer, "x-ratelimit-remaining-tokens")).matches("\\d{4}");
            assertThat(header(answer, "RateLimit-Policy"))
                    .isEqualTo("\"concurrent\";q=1;qu=\"concurrent-requests\", \"requests\";q=3;w=60,"
                            + " \"tokens\";q=6000;qu=\"tokens\";w=60");
            assertThat(header(answer, "RateLimit"))
                    .matches("\"concurrent\";r=0, \"requests\";r=[12];t=\\d+, \"tokens\";r=\\d{4};t=\\d+");
        }
    }

    @Test
    void answers_of_anthropics_dialect_tell_what_is_left() {
        HttpResponse<String> answer = gateway.post(MESSAGES, key(), call("claude-sonnet-4-5", false));
        assertThat(header(answer, "anthropic-ratelimit-requests-limit")).isEqualTo("3");
        assertThat(header(answer, "anthropic-ratelimit-requests-remaining")).isEqualTo("2");
        assertThat(Instant.parse(header(answer, "anthropic-ratelimit-requests-reset")))
                .isAfter(Instant.now().minus(Duration.ofMinutes(2)));
        assertThat(header(answer, "anthropic-ratelimit-tokens-limit")).isEqualTo("6000");
        assertThat(answer.headers().firstValue("x-ratelimit-limit-requests")).isEmpty();
    }

    @Test
    void a_refusal_names_the_limit_and_when_to_come_back_in_every_dialect() {
        String key = key();
        for (int i = 0; i < 3; i++) {
            // What goes no further counts too.
            assertThat(gateway.post(CHAT, key, call("no-such-model", false)).statusCode())
                    .isEqualTo(400);
        }
        assertRefused(gateway.post(CHAT, key, call("gpt-4o", false)));
        assertRefused(gateway.post(MESSAGES, key, call("claude-sonnet-4-5", false)));
        assertThat(gateway.provider.receivedCount()).isZero();
    }

    private static void assertRefused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(429);
        JsonNode error = JSON.readTree(answer.body()).path("error");
        assertThat(error.path("code").asString()).isEqualTo("requests_per_minute");
        assertThat(error.path("message").asString()).startsWith("Your plan allows 3 requests a minute");
        JsonNode limit = error.path("tollgate").path("limit");
        assertThat(limit.path("level").asString()).isEqualTo("account");
        assertThat(limit.path("measure").asString()).isEqualTo("requests_per_minute");
        assertThat(limit.path("limit").asLong()).isEqualTo(3);
        assertThat(limit.path("remaining").asLong()).isZero();
        assertThat(Long.parseLong(header(answer, "retry-after"))).isBetween(1L, 20L);
        assertThat(header(answer, "RateLimit")).contains("\"requests\";r=0");
        assertThat(header(answer, "x-should-retry")).isEqualTo("true");
    }

    @Test
    void a_call_that_can_use_more_tokens_than_are_left_is_refused_and_they_are_corrected_afterwards() {
        String key = key();
        String large = call("gpt-4o", false).replace("100", "4000");
        gateway.provider.script(Script.DEFAULT.with("input=10&output=10"));
        assertThat(gateway.post(CHAT, key, large).statusCode()).isEqualTo(200);
        // Nearly all of it is back.
        gateway.provider.script(Script.DEFAULT.with("input=5000&output=1000"));
        assertThat(gateway.post(CHAT, key, large).statusCode()).isEqualTo(200);
        HttpResponse<String> answer = gateway.post(CHAT, key, large);
        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(JSON.readTree(answer.body()).path("error").path("code").asString())
                .isEqualTo("tokens_per_minute");
    }

    @Test
    void a_place_is_free_again_after_refusals_and_errors() {
        String poor = gateway.accountWith("0.0001");
        assertThat(gateway.post(CHAT, poor, call("gpt-4o", false)).statusCode()).isEqualTo(402);
        assertThat(gateway.post(CHAT, poor, call("gpt-4o", false)).statusCode()).isEqualTo(402);
        String key = key();
        gateway.provider.script(Script.DEFAULT.with("status=500"));
        assertThat(gateway.post(CHAT, key, call("gpt-4o", false)).statusCode()).isEqualTo(500);
        gateway.provider.script(Script.DEFAULT);
        assertThat(gateway.post(CHAT, key, call("gpt-4o", false)).statusCode()).isEqualTo(200);
    }

    @Test
    void a_place_is_taken_while_a_call_runs_and_free_after_its_client_has_left() throws IOException {
        String key = key();
        gateway.provider.script(Script.DEFAULT.with("delay=50ms&chunks=40"));
        try (Socket client = ask(key)) {
            TestGateway.until("the call runs", () -> gateway.provider.receivedCount() == 1);
            HttpResponse<String> answer = gateway.post(CHAT, key, call("gpt-4o", false));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(429);
            assertThat(answer.body()).contains("concurrent_requests");
            assertThat(client.isConnected()).isTrue();
        }
        gateway.settled();
        assertThat(gateway.post(CHAT, key, call("gpt-4o", false)).statusCode()).isEqualTo(200);
    }

    private Socket ask(String key) throws IOException {
        String body = call("gpt-4o", true);
        Socket socket = new Socket("127.0.0.1", URI.create(gateway.url()).getPort());
        socket.getOutputStream()
                .write(("POST " + CHAT + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + key
                                + "\r\nContent-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n"
                                + body)
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    @Test
    void the_sdks_take_it_for_a_rate_limit_and_try_again() throws IOException {
        try (Counter counter = new Counter(gateway.url())) {
            String key = key();
            for (int i = 0; i < 3; i++) {
                gateway.post(CHAT, key, "{}");
            }
            OpenAIClient openAi = OpenAIOkHttpClient.builder()
                    .baseUrl(counter.url() + "/v1")
                    .apiKey(key)
                    .maxRetries(1)
                    .build();
            assertThat(catchThrowableOfType(com.openai.errors.RateLimitException.class, () -> openAi.chat()
                                    .completions()
                                    .create(ChatCompletionCreateParams.builder()
                                            .model("gpt-4o")
                                            .addUserMessage("Hello")
                                            .maxCompletionTokens(10)
                                            .build()))
                            .code())
                    .contains("requests_per_minute");
            assertThat(counter.tries()).isEqualTo(2);
            AnthropicClient anthropic = AnthropicOkHttpClient.builder()
                    .baseUrl(counter.url())
                    .apiKey(key)
                    .maxRetries(1)
                    .build();
            assertThat(catchThrowableOfType(com.anthropic.errors.RateLimitException.class, () -> anthropic
                            .messages()
                            .create(MessageCreateParams.builder()
                                    .model("claude-sonnet-4-5")
                                    .addUserMessage("Hello")
                                    .maxTokens(10)
                                    .build())))
                    .hasMessageContaining("rate_limit_error");
            assertThat(counter.tries()).isEqualTo(4);
        }
    }

    @Test
    void health_says_where_limits_are_counted() {
        HttpResponse<String> health =
                gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + "/actuator/health")));
        JsonNode limits = JSON.readTree(health.body()).path("components").path("limits");
        assertThat(limits.path("status").asString()).isEqualTo("UP");
        assertThat(limits.path("details").path("store").asString()).isEqualTo("memory");
    }

    @Test
    void forwarded_headers_reach_no_provider() {
        HttpResponse<String> answer = gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + CHAT))
                .header("x-api-key", key())
                .header("X-Forwarded-For", "198.51.100.1")
                .header("X-Forwarded-Host", "evil.example")
                .header("Forwarded", "for=198.51.100.1")
                .header("X-Real-IP", "198.51.100.1")
                .POST(HttpRequest.BodyPublishers.ofString(call("gpt-4o", false))));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(gateway.provider.received().get(0).headers().keySet())
                .noneMatch(name -> name.contains("forwarded") || name.equals("x-real-ip"));
    }

    @Test
    void settings_that_make_no_sense_stop_the_start() {
        Map<String, String> wrong = Map.of("tollgate.limits.address.requests-per-minute", "-1");
        assertThat(catchThrowableOfType(RuntimeException.class, () -> TestGateway.start(LIMITED, wrong)
                        .close()))
                .isNotNull();
    }
}

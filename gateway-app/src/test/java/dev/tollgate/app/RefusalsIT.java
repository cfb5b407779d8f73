package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Requests that go nowhere: each is told what is wrong in its dialect, and no provider hears of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RefusalsIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String CHAT = "/v1/chat/completions";
    private static final String LIMITED = TestGateway.Prices.TEST.replace(
            "test: { grant: { credits: 1000, every: once } }",
            "test: { grant: { credits: 1000, every: once }, limits: { requests: 2/min } }");

    private TestGateway gateway;

    @BeforeAll
    void start() {
        gateway = TestGateway.start(LIMITED);
    }

    @AfterAll
    void stop() {
        assertThat(gateway.provider.receivedCount())
                .as("calls of the one test that makes some")
                .isEqualTo(2);
        gateway.settled();
        gateway.close();
    }

    private static String call(String model) {
        return "{\"model\":\"" + model
                + "\",\"max_tokens\":10,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    }

    private static void assertRefused(HttpResponse<String> answer, int status, String code, String says) {
        JsonNode error = JSON.readTree(answer.body()).path("error");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(error.path("code").asString()).isEqualTo(code);
        assertThat(error.path("message").asString()).contains(says);
        assertThat(answer.headers().firstValue("x-request-id"))
                .isEqualTo(answer.headers().firstValue("request-id"))
                .isPresent();
    }

    /** A key of its own, so that tests do not use up each other's limit. */
    private String key() {
        return gateway.accountWith("10");
    }

    @Test
    void a_stranger_is_sent_away_before_the_body_is_read() throws IOException {
        URI url = URI.create(gateway.url());
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout(30_000);
            socket.getOutputStream()
                    .write(("POST " + CHAT + " HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer tg_live_guess\r\n"
                                    + "Content-Length: 5000000\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            BufferedReader answer =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            assertThat(answer.readLine()).startsWith("HTTP/1.1 401");
        }
    }

    @Test
    void a_call_without_a_key_is_told_where_to_put_it() {
        HttpResponse<String> answer = gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + "/v1/messages"))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(call("claude-sonnet-4-5"))));
        assertRefused(answer, 401, "invalid_api_key", "x-api-key");
        assertThat(JSON.readTree(answer.body()).path("type").asString()).isEqualTo("error");
    }

    @Test
    void a_body_above_the_limit_is_not_taken() {
        String spaces = " ".repeat(11 * 1024 * 1024);
        assertRefused(gateway.post(CHAT, key(), spaces + call("gpt-4o")), 413, "request_too_large", "10485760 bytes");
    }

    @Test
    void an_encoded_body_is_not_taken() {
        HttpResponse<String> answer = gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + CHAT))
                .header("x-api-key", key())
                .header("content-encoding", "gzip")
                .POST(HttpRequest.BodyPublishers.ofString(call("gpt-4o"))));
        assertRefused(answer, 415, "unsupported_content_encoding", "gzip");
    }

    @Test
    void a_body_that_is_not_a_request_is_told_what_is_wrong() {
        assertRefused(gateway.post(CHAT, key(), "{\"model\":"), 400, "invalid_request", "JSON");
        assertRefused(gateway.post(CHAT, key(), "{\"model\":7}"), 400, "invalid_request", "'model'");
        assertRefused(
                gateway.post(CHAT, key(), call("gpt-4o").replace("10", "-1")), 400, "invalid_request", "max_tokens");
    }

    @Test
    void a_model_without_a_price_is_not_called() {
        assertRefused(gateway.post(CHAT, key(), call("mistral-large")), 400, "model_not_priced", "mistral-large");
        assertRefused(
                gateway.post("/v1/messages", key(), call("gpt-4o")), 400, "model_of_other_dialect", "openai dialect");
    }

    @Test
    void what_has_no_price_is_not_asked_for() {
        String tool = call("o3").replace("\"max_tokens\"", "\"web_search_options\":{},\"max_tokens\"");
        assertRefused(gateway.post(CHAT, key(), tool), 400, "tool_not_priced", "webSearch");
        String generation = "{\"model\":\"gpt-4o\",\"input\":\"x\",\"tools\":[{\"type\":\"image_generation\"}]}";
        assertRefused(gateway.post("/v1/responses", key(), generation), 400, "tool_not_priced", "imageGeneration");
        String tier = call("gpt-4o").replace("\"max_tokens\"", "\"service_tier\":\"priority\",\"max_tokens\"");
        assertRefused(gateway.post(CHAT, key(), tier), 400, "invalid_request", "service tier");
        String geo = call("claude-sonnet-4-5").replace("\"max_tokens\"", "\"inference_geo\":\"us\",\"max_tokens\"");
        assertRefused(gateway.post("/v1/messages", key(), geo), 400, "invalid_request", "inference_geo");
    }

    @Test
    void a_name_with_control_characters_is_not_a_models() {
        assertRefused(gateway.post(CHAT, key(), call("gpt-4o\\u0000")), 400, "invalid_request", "control characters");
    }

    @Test
    void a_path_that_only_looks_like_a_served_one_is_not_served() {
        assertRefused(gateway.post(CHAT + ";x=1", key(), call("gpt-4o")), 404, "unknown_path", "");
        assertRefused(gateway.post("/v1/%63hat/completions", key(), call("gpt-4o")), 404, "unknown_path", "");
    }

    @Test
    void a_path_that_is_not_served_says_what_the_base_url_should_be() {
        assertRefused(gateway.post("/v1" + CHAT, key(), call("gpt-4o")), 404, "unknown_path", "base URL");
        assertRefused(gateway.post("/v1/fine_tuning/jobs", key(), "{}"), 404, "unknown_path", "");
    }

    @Test
    void a_call_above_the_limit_is_told_when_to_come_back() {
        String key = key();
        assertThat(gateway.post(CHAT, key, call("gpt-4o")).statusCode()).isEqualTo(200);
        assertThat(gateway.post(CHAT, key, call("gpt-4o")).statusCode()).isEqualTo(200);
        HttpResponse<String> answer = gateway.post(CHAT, key, call("gpt-4o"));
        assertRefused(answer, 429, "requests_per_minute", "2");
        assertThat(answer.headers().firstValueAsLong("retry-after").orElseThrow())
                .isPositive();
        assertThat(answer.headers().firstValue("x-should-retry")).contains("true");
    }
}

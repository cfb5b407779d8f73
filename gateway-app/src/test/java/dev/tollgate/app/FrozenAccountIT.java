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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

/** An account that an administrator has frozen, at the gate: it spends nothing, and no provider hears of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FrozenAccountIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String CHAT = "/v1/chat/completions";

    private TestGateway gateway;

    @BeforeAll
    void start() {
        gateway = TestGateway.start();
    }

    @AfterAll
    void stop() {
        gateway.settled();
        gateway.close();
    }

    private static String body(String model, boolean stream) {
        return "{\"model\":\"" + model + "\",\"stream\":" + stream
                + ",\"max_tokens\":10,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    }

    private HttpResponse<String> call(String path, String key, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.url() + path))
                .header("x-api-key", key)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return gateway.send(headers.length == 0 ? request : request.headers(headers));
    }

    private String frozen() {
        String key = gateway.accountWith("10");
        // The gate knows the key by now, as that of an account like any other.
        assertThat(call(CHAT, key, body("gpt-4o", false)).statusCode()).isEqualTo(200);
        gateway.settled();
        set(key, "freeze");
        return key;
    }

    private void set(String key, String what) {
        String account = gateway.get("/v1/tollgate/me", key).path("account").asString();
        HttpResponse<String> answer =
                gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + "/api/accounts/" + account + "/" + what))
                        .header("x-admin-key", gateway.adminKey())
                        .POST(HttpRequest.BodyPublishers.ofString("{\"reason\":\"test\"}")));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    /** All that a call could leave behind. */
    private List<String> traces(String key) {
        return List.of(
                String.valueOf(gateway.provider.receivedCount()),
                gateway.database
                        .query("SELECT (SELECT count(*) FROM hold) || ' ' || (SELECT count(*) FROM usage_record)")
                        .get(0),
                gateway.get("/v1/tollgate/me", key).path("balance").toString());
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, gpt-4o, false, permission_denied",
        "/v1/chat/completions, gpt-4o, true, permission_denied",
        "/v1/messages, claude-sonnet-4-5, false, permission_error",
        "/v1/messages, claude-sonnet-4-5, true, permission_error"
    })
    void is_refused_and_leaves_no_trace(String path, String model, boolean stream, String type) {
        String key = frozen();
        List<String> before = traces(key);

        HttpResponse<String> answer = call(path, key, body(model, stream));

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
        assertThat(JSON.readTree(answer.body()).path("error").path("code").asString())
                .isEqualTo("account_frozen");
        assertThat(JSON.readTree(answer.body()).path("error").path("type").asString())
                .isEqualTo(type);
        assertThat(answer.headers().firstValue("x-should-retry")).contains("false");
        assertThat(traces(key)).isEqualTo(before);
    }

    @Test
    void is_refused_also_with_a_provider_key_of_its_own() {
        String key = frozen();
        List<String> before = traces(key);
        HttpResponse<String> answer =
                call(CHAT, key, body("gpt-4o", false), "x-openai-api-key", "sk-own-key-of-a-caller-6789");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(403);
        assertThat(answer.body()).contains("\"account_frozen\"");
        assertThat(traces(key)).isEqualTo(before);
    }

    @Test
    void calls_again_when_it_is_unfrozen() {
        String key = frozen();
        assertThat(call(CHAT, key, body("gpt-4o", false)).statusCode()).isEqualTo(403);
        set(key, "unfreeze");
        long received = gateway.provider.receivedCount();
        HttpResponse<String> answer = call(CHAT, key, body("gpt-4o", false));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(gateway.provider.receivedCount()).isEqualTo(received + 1);
    }
}

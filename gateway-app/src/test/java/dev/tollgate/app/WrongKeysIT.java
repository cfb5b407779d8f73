package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.key.KeyFormat;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Keys that open nothing, and good ones where no key belongs: each is answered like the other. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WrongKeysIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** A request that a good key opens on any of these paths, as far as its key is looked at. */
    private static final String BODY =
            "{\"model\":\"gpt-4o\",\"input\":\"Hello\",\"max_tokens\":10,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    private TestGateway gateway;

    @BeforeAll
    void start() {
        gateway = TestGateway.start(
                TestGateway.Prices.TEST,
                Map.of("tollgate.limits.failed-keys.per-address", "0", "tollgate.limits.failed-keys.per-prefix", "0"));
    }

    @AfterAll
    void stop() {
        gateway.settled();
        gateway.close();
    }

    private HttpResponse<String> send(String method, String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.url() + path))
                .header("content-type", "application/json")
                .method(
                        method,
                        method.equals("GET")
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(BODY));
        return gateway.send(headers.length == 0 ? request : request.headers(headers));
    }

    private JsonNode made() {
        HttpResponse<String> made = gateway.post("/api/keys", gateway.key(), "{\"name\":\"ended\"}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return JSON.readTree(made.body());
    }

    private String ended(String column) {
        JsonNode made = made();
        gateway.database.execute("UPDATE api_key SET " + column
                + " = now() - interval '1 second' WHERE public_id = '"
                + made.path("id").asString() + "'");
        return made.path("key").asString();
    }

    /** The secret that a key had before it was given another one, and whose time is over. */
    private String rotated() {
        JsonNode made = made();
        HttpResponse<String> changed = gateway.post(
                "/api/keys/" + made.path("id").asString() + "/rotate", gateway.key(), "{\"overlap\":\"0m\"}");
        assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
        return made.path("key").asString();
    }

    private Map<String, String> wrong() {
        String good = gateway.key();
        Map<String, String> keys = new LinkedHashMap<>();
        keys.put("unknown", KeyFormat.newKey());
        keys.put("revoked", ended("revoked_at"));
        keys.put("expired", ended("expires_at"));
        keys.put("rotated", rotated());
        keys.put("mistyped", good.substring(0, good.length() - 1) + (good.endsWith("a") ? "b" : "a"));
        keys.put("cut", good.substring(0, good.length() - 1));
        keys.put("another provider's", "sk-unknown-0123456789");
        keys.put("an administrator's", gateway.adminKey());
        return keys;
    }

    /** All of an answer but what is of one request only. */
    private static String told(HttpResponse<String> answer) {
        String id = answer.headers().firstValue("x-request-id").orElseThrow();
        Map<String, List<String>> headers = new TreeMap<>(answer.headers().map());
        headers.keySet().removeAll(List.of("date", "x-request-id", "request-id"));
        assertThat(answer.headers().allValues("request-id")).containsExactly(id);
        return answer.statusCode() + " " + headers + " " + answer.body().replace(id, "ID");
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /v1/chat/completions",
        "POST, /v1/messages",
        "POST, /v1/responses",
        "POST, /v1/embeddings",
        "GET, /v1/responses/resp_1",
        "GET, /v1/models"
    })
    void every_wrong_key_is_answered_alike(String method, String path) {
        Map<String, String> answers = wrong().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        key -> told(send(method, path, "authorization", "Bearer " + key.getValue()))));
        assertThat(answers.values()).allSatisfy(told -> assertThat(told).startsWith("401 "));
        assertThat(answers.values().stream().distinct()).as("%s", answers).hasSize(1);
        assertThat(wrong().values()).allSatisfy(key -> assertThat(told(send(method, path, "x-api-key", key)))
                .isEqualTo(answers.get("unknown")));
    }

    @ParameterizedTest
    @CsvSource({
        "POST, /v1/chat/completions",
        "POST, /v1/messages",
        "POST, /v1/responses",
        "POST, /v1/embeddings",
        "POST, /v1/completions",
        "POST, /v1/tollgate/estimate",
        "GET, /v1/responses/resp_1",
        "POST, /v1/responses/resp_1/cancel",
        "GET, /v1/models",
        "GET, /v1/tollgate/me",
        "GET, /v1/tollgate/requests/1",
        "GET, /api/me",
        "GET, /api/keys",
        "POST, /api/keys",
        "GET, /api/preferences",
        "GET, /api/analytics",
        "GET, /api/credits/balance",
        "POST, /api/credits/use",
        "POST, /api/credits/checkout",
        "GET, /api/v1/key"
    })
    void a_good_key_in_the_query_opens_nothing(String method, String path) {
        long received = gateway.provider.receivedCount();
        for (String name : List.of("key", "api_key", "x-api-key", "access_token", "token", "authorization")) {
            HttpResponse<String> answer = send(method, path + "?" + name + "=" + gateway.key());
            assertThat(answer.statusCode()).as(name + " " + answer.body()).isEqualTo(401);
            assertThat(answer.body()).contains("invalid_api_key").doesNotContain(gateway.key());
        }
        assertThat(gateway.provider.receivedCount()).isEqualTo(received);
        assertThat(send(method, path, "x-api-key", gateway.key()).statusCode())
                .as("in its header it opens")
                .isNotEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({"/admin/pricing", "/api/accounts", "/api/audit", "/admin/analytics"})
    void nor_does_the_admin_key(String path) {
        for (String name : List.of("key", "x-admin-key", "admin_key", "access_token")) {
            HttpResponse<String> answer = send("GET", path + "?" + name + "=" + gateway.adminKey());
            assertThat(answer.statusCode()).as(name + " " + answer.body()).isEqualTo(401);
        }
        assertThat(send("GET", path, "x-admin-key", gateway.adminKey()).statusCode())
                .isEqualTo(200);
    }
}

package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import dev.tollgate.simulator.provider.ReceivedRequest;
import dev.tollgate.simulator.provider.Script;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A newcomer's way from nothing to a call that is answered and paid; and what of its secrets is left anywhere: nothing. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RegisterToFirstCallIT {

    private static final String EMAIL = "ann@example.com";
    private static final String PASSWORD = "canary-in-a-coal-mine";
    private static final String CALL =
            "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    private static final String OWN_KEY = "sk-own-canary-0123456789";

    private static final String STORED_KEY = "sk-stored-canary-0123456789";
    private static final String STRIPE_KEY = "sk_test_canary0123456789";
    private static final String STRIPE_SECRET = "whsec_canary0123456789";

    /** Nobody listens there. */
    private static final String NOWHERE = "http://127.0.0.1:9";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final TestGateway gateway = TestGateway.start(
            TestGateway.Prices.TEST,
            Map.of(
                    "tollgate.stripe.key", STRIPE_KEY,
                    "tollgate.stripe.webhook-secret", STRIPE_SECRET,
                    "tollgate.stripe.return-url", "https://app.example.com/",
                    "tollgate.stripe.api-base", NOWHERE,
                    "tollgate.stripe.reconcile-every", "0s",
                    "tollgate.alerts.allow-local", "true",
                    "tollgate.alerts.tell", "50ms"));

    @AfterAll
    void stop() {
        gateway.close();
    }

    private HttpResponse<String> post(String path, String body) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + path))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpResponse<String> as(String token, String path, HttpRequest.Builder request) {
        return gateway.send(request.uri(URI.create(gateway.url() + path)).header("authorization", "Bearer " + token));
    }

    private static String field(HttpResponse<String> answer, String name) {
        return JSON.readTree(answer.body()).path(name).asString("");
    }

    private String key(String token) {
        HttpResponse<String> made = as(token, "/api/keys", json("{\"name\":\"first\"}"));
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return field(made, "key");
    }

    private static HttpRequest.Builder json(String body) {
        return HttpRequest.newBuilder()
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    /** A secret as a log would have it, and as a table of bytes would. */
    private static List<String> forms(List<String> secrets) {
        return secrets.stream()
                .flatMap(secret -> Stream.of(secret, HexFormat.of().formatHex(secret.getBytes(StandardCharsets.UTF_8))))
                .toList();
    }

    private static String told(ILoggingEvent event) {
        IThrowableProxy thrown = event.getThrowableProxy();
        return event.getFormattedMessage() + (thrown == null ? "" : ThrowableProxyUtil.asString(thrown));
    }

    @Test
    void a_newcomer_registers_makes_a_key_and_calls_and_no_log_or_table_shows_its_secrets() {
        ListAppender<ILoggingEvent> said = new ListAppender<>();
        said.start();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        Logger web = (Logger) LoggerFactory.getLogger("org.springframework.security");
        root.addAppender(said);
        Logger own = (Logger) LoggerFactory.getLogger("dev.tollgate");
        web.setLevel(Level.TRACE);
        own.setLevel(Level.TRACE);
        try {
            List<String> secrets = forms(journey());
            assertThat(said.list).isNotEmpty().allSatisfy(event -> assertThat(told(event))
                    .doesNotContain(secrets));
            assertThat(gateway.database.rows()).isNotEmpty().allSatisfy(row -> assertThat(row)
                    .doesNotContain(secrets));
        } finally {
            web.setLevel(null);
            own.setLevel(null);
            root.detachAppender(said);
        }
    }

    /** What must be found nowhere. */
    private List<String> journey() {
        List<String> secrets = new ArrayList<>(List.of(PASSWORD));
        String login = "{\"email\":\"" + EMAIL + "\",\"password\":\"" + PASSWORD + "\"}";
        HttpResponse<String> registered = post("/api/auth/register", login);
        assertThat(registered.statusCode()).as(registered.body()).isEqualTo(201);
        assertThat(registered.headers().firstValue("cache-control").orElse("")).contains("no-store");
        post("/api/auth/register", login);
        post("/api/auth/login", login.replace(EMAIL, "nobody@example.com"));
        post("/api/auth/login", login.replace("\"password\"", "\"passwort\""));
        HttpResponse<String> in = post("/api/auth/login", login);
        HttpResponse<String> next =
                post("/api/auth/refresh", "{\"refreshToken\":\"" + field(in, "refreshToken") + "\"}");
        for (HttpResponse<String> answer : List.of(registered, in, next)) {
            secrets.add(field(answer, "accessToken"));
            secrets.add(field(answer, "refreshToken"));
        }
        String token = field(next, "accessToken");
        String key = key(token);
        secrets.add(key);
        secrets.add(changed(token, key));
        secrets.addAll(List.of(gateway.adminKey(), OWN_KEY));
        secrets.addAll(usedWhereTheyFail(key));
        assertThat(secrets).allSatisfy(secret -> assertThat(secret).hasSizeGreaterThan(10));

        // A person's token is none of a program's: the gate takes keys only.
        assertThat(gateway.post("/v1/chat/completions", token, CALL).statusCode())
                .isEqualTo(401);
        HttpResponse<String> answer = gateway.post("/v1/chat/completions", key, CALL);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains(TestGateway.ANSWER);
        gateway.settled();
        JsonNode me =
                JSON.readTree(as(token, "/api/me", HttpRequest.newBuilder()).body());
        assertThat(me.path("email").asString()).isEqualTo(EMAIL);
        assertThat(me.path("month").path("tokens").asLong()).isPositive();
        as(token + "x", "/api/me", HttpRequest.newBuilder());
        assertThat(withSecretsInTheWrongPlaces(key)).isEqualTo(400);
        return secrets;
    }

    /** A provider key that is stored, the secret of a webhook, and what the platform has from others: each where it fails. */
    private List<String> usedWhereTheyFail(String key) {
        put(key, "/api/preferences", "{\"apiKeyMode\":\"own\",\"keys\":{\"openai\":\"" + STORED_KEY + "\"}}");
        TestGateway.until("calls go with the stored key", () -> keyOfACall(key).equals(STORED_KEY));
        gateway.provider.enqueue(Script.DEFAULT.with("status=401"));
        assertThat(gateway.post("/v1/chat/completions", key, CALL).statusCode()).isEqualTo(401);
        put(key, "/api/preferences", "{\"apiKeyMode\":\"credits\"}");
        TestGateway.until("calls go with the platform's", () -> keyOfACall(key).equals(TestGateway.PLATFORM_KEY));
        gateway.settled();

        String balance =
                gateway.get("/api/credits/balance", key).path("available").asString();
        String secret = field(
                put(key, "/api/me/alerts", "{\"threshold\":\"" + balance + "\",\"webhook\":\"" + NOWHERE + "\"}"),
                "secret");
        assertThat(secret).startsWith("whsec_");
        keyOfACall(key);
        TestGateway.until("the webhook has failed", () -> !gateway.database
                .query("SELECT 1 FROM alert_delivery WHERE problem <> ''")
                .isEmpty());

        assertThat(gateway.post("/api/credits/checkout", key, "{\"amount\":\"10\"}")
                        .body())
                .contains("stripe_unavailable");
        assertThat(post("/api/webhooks/stripe", "{}").statusCode()).isEqualTo(400);
        return List.of(secret, STORED_KEY, STRIPE_KEY, STRIPE_SECRET, TestGateway.PLATFORM_KEY);
    }

    /** By which key the provider was called. */
    private String keyOfACall(String key) {
        assertThat(gateway.post("/v1/chat/completions", key, CALL).statusCode()).isEqualTo(200);
        List<ReceivedRequest> received = gateway.provider.received();
        return received.get(received.size() - 1).key().orElseThrow();
    }

    private HttpResponse<String> put(String key, String path, String body) {
        HttpResponse<String> set =
                as(key, path, HttpRequest.newBuilder().PUT(HttpRequest.BodyPublishers.ofString(body)));
        assertThat(set.statusCode()).as(set.body()).isEqualTo(200);
        return set;
    }

    /** Another secret for a key of the same account. */
    private String changed(String token, String key) {
        String second = key(token);
        JsonNode keys =
                JSON.readTree(as(second, "/api/keys", HttpRequest.newBuilder()).body());
        String id = keys.path("keys").get(0).path("id").asString();
        HttpResponse<String> rotated = as(key, "/api/keys/" + id + "/rotate", json("{}"));
        assertThat(rotated.statusCode()).as(rotated.body()).isEqualTo(200);
        return field(rotated, "key");
    }

    /** Calls that fail, one of which the log tells of, with secrets where they belong and where they do not. */
    private int withSecretsInTheWrongPlaces(String key) {
        gateway.provider.enqueue(Script.DEFAULT.with("status=401"));
        assertThat(gateway.post("/v1/chat/completions", key, CALL).statusCode()).isEqualTo(503);
        gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + "/api/accounts?search=" + gateway.adminKey()))
                .header("x-admin-key", gateway.adminKey()));
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + "/v1/chat/completions"))
                        .header("authorization", "Bearer " + key)
                        .header("x-openai-api-key", OWN_KEY)
                        .header("idempotency-key", "not one word " + OWN_KEY)
                        .POST(HttpRequest.BodyPublishers.ofString(CALL)))
                .statusCode();
    }

    @Test
    void the_gates_own_answers_have_nothing_of_spring_security_on_them() {
        HttpResponse<String> answer = gateway.post("/v1/chat/completions", gateway.key(), CALL);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().map()).doesNotContainKeys("x-frame-options", "pragma", "expires", "set-cookie");
    }

    /** No page of another origin may read an answer: nothing is allowed to, so there is no list to get wrong. */
    @Test
    void no_other_origin_is_let_in() {
        for (String path : List.of("/api/me", "/v1/models", "/admin/pricing")) {
            for (String method : List.of("GET", "OPTIONS")) {
                HttpResponse<String> answer = as(
                        gateway.key(),
                        path,
                        HttpRequest.newBuilder()
                                .header("origin", "https://evil.example")
                                .header("access-control-request-method", "GET")
                                .method(method, HttpRequest.BodyPublishers.noBody()));
                assertThat(answer.headers().map())
                        .as(method + " " + path)
                        .doesNotContainKeys("access-control-allow-origin", "access-control-allow-credentials");
            }
        }
    }

    private boolean warned(String key, int maxTokens) {
        String call = CALL.replace("{\"model\"", "{\"max_tokens\":" + maxTokens + ",\"model\"");
        HttpResponse<String> answer = gateway.post("/v1/chat/completions", key, call);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer.headers()
                .firstValue("tollgate-low-balance")
                .map("true"::equals)
                .orElse(false);
    }

    private void threshold(String key, String credits) {
        put(key, "/api/me/alerts", "{\"threshold\":\"" + credits + "\"}");
    }

    @Test
    void each_answer_tells_whether_the_balance_is_below_the_accounts_own_threshold() {
        String key = gateway.accountWith("10");
        assertThat(warned(key, 10))
                .as("below the five dollars of a price book without a threshold")
                .isTrue();
        // A hold of 1.2 credits lies across it, the call itself does not.
        threshold(key, "9.5");
        TestGateway.until("the gate knows the threshold", () -> !warned(key, 10_000));
        threshold(key, "20");
        TestGateway.until("the gate knows the other one", () -> warned(key, 10));
        gateway.settled();
    }
}

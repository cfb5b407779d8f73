package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tollgate.simulator.provider.Script;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Keys that may do less than their account: by model, by address, by budget, by time. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KeyScopesIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String CHAT = "/v1/chat/completions";
    private static final String PRICES = TestGateway.Prices.TEST.replace(
            "  \"o3*\":",
            "  gpt-4o-mini: { provider: openai, aliases: [small], tokens: { input: 0.15, output: 0.60 } }\n"
                    + "  gpt-4o: { provider: openai, aliases: [big, gpt-4o-mini-alias], tokens: { input: 2.50, output: 10.00 } }\n"
                    + "  \"o3*\":");

    private final ListAppender<ILoggingEvent> said = new ListAppender<>();
    private final List<String> secrets = new ArrayList<>();
    private TestGateway gateway;

    @BeforeAll
    void start() {
        gateway = TestGateway.start(PRICES);
        said.start();
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).addAppender(said);
    }

    @AfterAll
    void no_key_was_logged() {
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).detachAppender(said);
        gateway.settled();
        gateway.close();
        for (ILoggingEvent event : List.copyOf(said.list)) {
            assertThat(secrets).noneMatch(secret -> event.getFormattedMessage().contains(secret));
        }
    }

    private static String call(String model) {
        return "{\"model\":\"" + model
                + "\",\"max_tokens\":10,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    }

    /** A key of its owner's with these restrictions. */
    private JsonNode key(String owner, String restrictions) {
        HttpResponse<String> made = gateway.post("/api/keys", owner, "{\"name\":\"test\"," + restrictions + "}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        JsonNode key = JSON.readTree(made.body());
        secrets.add(key.path("key").asString());
        return key;
    }

    private String keyOnly(String restrictions) {
        return key(gateway.accountWith("100"), restrictions).path("key").asString();
    }

    private static void assertRefused(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(JSON.readTree(answer.body()).path("error").path("code").asString())
                .isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-4o-mini, gpt-4o-mini, true",
        "gpt-4o-mini, small, true", // an alias is its model
        "small, gpt-4o-mini, true",
        "gpt-4o-mini, gpt-4o, false",
        "gpt-4o-mini, big, false",
        "gpt-4o-mini*, gpt-4o-mini-alias, false", // a name that looks like another model's
        "gpt-4o-mini*, gpt-4o-mini-2024, true", // what the book's own wildcard serves
        "gpt-4o-mini, gpt-4o-mini-2024, false",
        "gpt-4o-mini, gpt-4o-MINI, false",
        "gpt-4o-mini, 'gpt-4o-mini ', false",
        "*mini, gpt-4o, false",
        "claude-*, gpt-4o-mini, false"
    })
    void a_key_calls_the_models_of_its_scope(String scope, String model, boolean allowed) {
        String key = keyOnly("\"models\":[\"" + scope + "\"]");
        HttpResponse<String> answer = gateway.post(CHAT, key, call(model));
        if (allowed) {
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        } else {
            assertRefused(answer, 403, "model_not_in_scope");
        }
    }

    @Test
    void a_scope_is_not_passed_by_naming_two_models() {
        String key = keyOnly("\"models\":[\"gpt-4o-mini\"]");
        for (String second : new String[] {"model", "mod\\u0065l"}) {
            String twice =
                    call("gpt-4o-mini").replace("\"max_tokens\"", "\"" + second + "\":\"gpt-4o\",\"max_tokens\"");
            assertRefused(gateway.post(CHAT, key, twice), 400, "invalid_request");
        }
        assertRefused(
                gateway.post(CHAT, key, call("gpt-4o").replace("{\"model\"", "{\"Model\":\"gpt-4o-mini\",\"model\"")),
                403,
                "model_not_in_scope");
        String none = keyOnly("\"models\":[]");
        assertRefused(gateway.post(CHAT, none, call("gpt-4o-mini")), 403, "model_not_in_scope");
        assertRefused(gateway.post("/v1/messages", none, call("claude-sonnet-4-5")), 403, "model_not_in_scope");
    }

    @Test
    void the_models_that_are_listed_are_those_that_may_be_called() {
        String key = keyOnly("\"models\":[\"gpt-4o-mini\"]");
        assertThat(gateway.get("/v1/models", key).path("data").findValuesAsString("id"))
                .containsExactlyInAnyOrder("gpt-4o-mini", "small");
    }

    @Test
    void a_key_is_taken_from_its_addresses_only() {
        assertThat(gateway.post(CHAT, keyOnly("\"addresses\":[\"127.0.0.0/8\"]"), call("gpt-4o"))
                        .statusCode())
                .isEqualTo(200);
        String elsewhere = keyOnly("\"addresses\":[\"203.0.113.0/24\",\"2001:db8::/32\"]");
        assertRefused(gateway.post(CHAT, elsewhere, call("gpt-4o")), 403, "address_not_allowed");
        HttpResponse<String> pretended = gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + "/v1/messages"))
                .header("x-api-key", elsewhere)
                .header("x-forwarded-for", "203.0.113.9")
                .header("forwarded", "for=203.0.113.9")
                .POST(HttpRequest.BodyPublishers.ofString(call("claude-sonnet-4-5"))));
        assertRefused(pretended, 403, "address_not_allowed");
        assertRefused(
                gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + "/v1/models"))
                        .header("x-api-key", elsewhere)),
                403,
                "address_not_allowed");
    }

    @Test
    void a_budget_refuses_before_the_provider_hears_of_the_call() {
        String owner = gateway.accountWith("100");
        JsonNode key = key(owner, "\"budgets\":{\"month\":\"0.000001\"}");
        long received = gateway.provider.receivedCount();
        HttpResponse<String> refused = gateway.post(CHAT, key.path("key").asString(), call("gpt-4o"));
        assertRefused(refused, 402, "budget_used_up");
        assertThat(refused.headers().firstValue("x-should-retry")).contains("false");
        JsonNode budget =
                JSON.readTree(refused.body()).path("error").path("tollgate").path("budget");
        assertThat(budget.path("period").asString()).isEqualTo("month");
        assertThat(budget.path("limit").asString()).isEqualTo("0.000001");
        assertThat(budget.path("renews").asString()).isNotEmpty();
        assertRefused(
                gateway.post("/v1/messages", key.path("key").asString(), call("claude-sonnet-4-5")),
                402,
                "budget_used_up");
        assertThat(gateway.provider.receivedCount()).isEqualTo(received);
        assertThat(gateway.post(CHAT, owner, call("gpt-4o")).statusCode()).isEqualTo(200);
    }

    /** A call costs nearly its hold, so what calls give back when they end never makes up another one. */
    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void calls_at_once_spend_no_more_than_the_budget(int fit) {
        String owner = gateway.accountWith("100");
        HttpResponse<String> one = gateway.post(CHAT, owner, call("gpt-4o"));
        BigDecimal hold =
                new BigDecimal(one.headers().firstValue("tollgate-hold").orElseThrow());
        BigDecimal most = hold.multiply(BigDecimal.valueOf(fit));
        JsonNode key = key(owner, "\"budgets\":{\"day\":\"" + most.toPlainString() + "\"}");
        long received = gateway.provider.receivedCount();
        gateway.provider.script(Script.DEFAULT.with("latency=500ms&input=1000&output=10"));
        List<HttpResponse<String>> answers = sixteenAtOnce(key.path("key").asString());
        gateway.provider.script(Script.DEFAULT);
        assertThat(answers.stream().filter(answer -> answer.statusCode() == 200))
                .hasSize(fit);
        answers.stream()
                .filter(answer -> answer.statusCode() != 200)
                .forEach(answer -> assertRefused(answer, 402, "budget_used_up"));
        assertThat(gateway.provider.receivedCount()).isEqualTo(received + fit);
        gateway.settled();
        JsonNode day = gateway.get("/api/keys/" + key.path("id").asString(), owner)
                .path("budgets")
                .path("day");
        assertThat(new BigDecimal(day.path("used").asString()))
                .isGreaterThan(most.subtract(hold))
                .isLessThanOrEqualTo(most);
    }

    private List<HttpResponse<String>> sixteenAtOnce(String key) {
        ExecutorService clients = Executors.newFixedThreadPool(16);
        try {
            List<CompletableFuture<HttpResponse<String>>> calls = IntStream.range(0, 16)
                    .mapToObj(
                            i -> CompletableFuture.supplyAsync(() -> gateway.post(CHAT, key, call("gpt-4o")), clients))
                    .toList();
            return calls.stream().map(CompletableFuture::join).toList();
        } finally {
            clients.shutdown();
        }
    }

    @Test
    void a_run_has_a_budget_of_its_own() {
        String owner = gateway.accountWith("100");
        assertThat(inRun(owner, "agent-7", "50").statusCode()).isEqualTo(200);
        assertRefused(inRun(owner, "agent-7", "0.000001"), 402, "run_budget_used_up");
        assertRefused(inRun(owner, "agent-7", "50"), 402, "run_budget_used_up");
        assertThat(inRun(owner, "agent-8", "50").statusCode()).isEqualTo(200);
        assertRefused(inRun(owner, "two words", "1"), 400, "invalid_request");
        assertRefused(inRun(owner, "r", "-1"), 400, "invalid_request");
        assertRefused(inRun(owner, "x".repeat(129), "1"), 400, "invalid_request");
        assertThat(gateway.database.query("SELECT run FROM usage_record WHERE run LIKE 'agent%' ORDER BY 1"))
                .containsExactly("agent-7", "agent-8");
    }

    private HttpResponse<String> inRun(String key, String run, String budget) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + CHAT))
                .header("x-api-key", key)
                .header("tollgate-run", run)
                .header("tollgate-run-budget", budget)
                .POST(HttpRequest.BodyPublishers.ofString(call("gpt-4o"))));
    }

    @Test
    void a_call_that_runs_when_its_key_is_revoked_ends_as_usual() throws IOException {
        String owner = gateway.accountWith("100");
        JsonNode key = key(owner, "\"budgets\":{\"day\":50}");
        gateway.provider.script(Script.DEFAULT.with("delay=20ms&input=100&output=40&chunks=50"));
        URI url = URI.create(gateway.url());
        String body = call("gpt-4o").replace("\"max_tokens\":10", "\"stream\":true,\"max_tokens\":100");
        try (Socket socket = new Socket(url.getHost(), url.getPort())) {
            socket.setSoTimeout(60_000);
            socket.getOutputStream()
                    .write(("POST " + CHAT + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nx-api-key: "
                                    + key.path("key").asString()
                                    + "\r\nContent-Type: application/json\r\nContent-Length: "
                                    + body.length() + "\r\n\r\n" + body)
                            .getBytes(StandardCharsets.US_ASCII));
            InputStream answer = socket.getInputStream();
            StringBuilder read = new StringBuilder();
            while (!read.toString().contains("data: ")) {
                read.append((char) answer.read());
            }
            HttpResponse<String> revoked = gateway.send(HttpRequest.newBuilder(URI.create(
                            gateway.url() + "/api/keys/" + key.path("id").asString()))
                    .header("x-api-key", owner)
                    .DELETE());
            assertThat(revoked.statusCode()).isEqualTo(204);
            read.append(new String(answer.readAllBytes(), StandardCharsets.UTF_8));
            assertThat(read).startsWith("HTTP/1.1 200").contains("data: [DONE]");
        }
        gateway.provider.script(Script.DEFAULT);
        TestGateway.until(
                "the key is refused",
                () -> gateway.post(CHAT, key.path("key").asString(), call("gpt-4o"))
                                .statusCode()
                        == 401);
    }
}

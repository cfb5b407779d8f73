package dev.tollgate.app;

import static dev.tollgate.app.TwoProviders.attempts;
import static dev.tollgate.app.TwoProviders.body;
import static dev.tollgate.app.TwoProviders.header;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.simulator.provider.Script;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A fallback opens nothing: what the caller may not call, cannot pay or has no key for is not asked in the place of another. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FallbackTermsIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String OWN = "sk-own-key-of-a-caller-6789";

    private TwoProviders providers;
    private TestGateway gateway;
    private String key = "";

    @BeforeAll
    void start() {
        providers = new TwoProviders();
        gateway = providers.gateway;
    }

    @BeforeEach
    void the_first_fails() {
        providers.fine();
        providers.firstFails("status=500");
        key = gateway.accountWith("10");
    }

    @AfterEach
    void every_call_is_settled() {
        gateway.settled();
    }

    @AfterAll
    void stop() {
        providers.close();
    }

    private HttpResponse<String> call(String model, String... headers) {
        return providers.call(key, body(model), headers);
    }

    private void plan(String name) {
        gateway.database.execute("UPDATE account SET plan = '" + name + "' WHERE id = (SELECT max(id) FROM account)");
        TestGateway.until(
                "the node has heard",
                () -> gateway.get("/api/me", key).path("plan").toString().contains(name));
    }

    private static BigDecimal held(HttpResponse<String> answer) {
        return new BigDecimal(header(answer, "tollgate-hold"));
    }

    private void stopsAtTheFirst(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(500);
        assertThat(providers.second.receivedCount()).isZero();
        assertThat(providers.available(key)).isEqualTo("10");
    }

    @Test
    void the_hold_covers_the_dearest() {
        BigDecimal hold = held(call("main"));
        assertThat(hold).isBetween(new BigDecimal("0.44"), new BigDecimal("0.55"));
        assertThat(held(call("cheap"))).isLessThan(new BigDecimal("0.1"));
        gateway.settled();
        assertThat(gateway.database.query("SELECT DISTINCT hold FROM usage_record WHERE model = 'main'"))
                .contains(hold.movePointRight(9).toBigInteger().toString());
    }

    @Test
    void who_cannot_pay_the_dearest_is_refused_with_what_is_missing() {
        BigDecimal hold = held(call("main"));
        long asked = providers.first().receivedCount();
        key = gateway.accountWith("0.2");
        HttpResponse<String> refused = call("main");
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(402);
        JsonNode told = JSON.readTree(refused.body()).path("error").path("tollgate");
        assertThat(told.path("needed").asString()).isEqualTo(hold.toPlainString());
        assertThat(told.path("available").asString()).isEqualTo("0.2");
        assertThat(providers.first().receivedCount()).isEqualTo(asked);

        long fits = JSON.readTree(refused.body()).path("maxTokens").asLong();
        assertThat(fits).isBetween(1L, 999L);
        HttpResponse<String> smaller =
                providers.call(key, body("main").replace("\"max_tokens\":1000", "\"max_tokens\":" + fits));
        assertThat(smaller.statusCode()).as(smaller.body()).isEqualTo(200);
        assertThat(header(smaller, "tollgate-model")).isEqualTo("spare");
    }

    @Test
    void a_free_model_with_a_paid_fallback_is_not_for_who_has_nothing() {
        assertThat(header(call("gift"), "tollgate-cost")).isEqualTo("0.44");
        providers.fine();
        HttpResponse<String> free = call("gift");
        assertThat(header(free, "tollgate-cost")).isEqualTo("0");
        assertThat(held(free)).isGreaterThan(new BigDecimal("0.44"));
        key = gateway.accountWith("0.000000001");
        assertThat(call("gift").statusCode()).isEqualTo(402);
    }

    @Test
    void a_bound_is_lowered_until_the_dearest_can_be_paid() {
        key = gateway.accountWith("0.2");
        plan("lowering");
        HttpResponse<String> answer = call("main");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(header(answer, "tollgate-model")).isEqualTo("spare");
        assertThat(held(answer)).isLessThanOrEqualTo(new BigDecimal("0.2"));
        String lowered = header(answer, "tollgate-output-lowered");
        assertThat(Long.parseLong(lowered)).isBetween(16L, 999L);
        assertThat(providers.second.received().get(0).body()).contains("\"max_tokens\":" + lowered);
        assertThat(providers.first().received().get(0).body())
                .as("what it could pay as it stands")
                .contains("\"max_tokens\":1000");
    }

    @Test
    void an_estimate_tells_of_the_dearest_and_a_most_is_kept_with_every_one() {
        JsonNode estimate =
                JSON.readTree(call("main", "tollgate-dry-run", "true").body());
        assertThat(estimate.path("fallbacks").toString()).isEqualTo("[\"spare\"]");
        String most = estimate.path("most").path("credits").asString();
        assertThat(providers.first().receivedCount()).isZero();
        assertThat(call("main", "tollgate-max-cost", "0.2").body()).contains("over_max_cost", "tokens or less");
        assertThat(call("main", "tollgate-max-cost", most).statusCode()).isEqualTo(200);
    }

    @Test
    void a_key_or_a_plan_that_may_not_call_it_stays_where_it_is() {
        HttpResponse<String> made = gateway.post("/api/keys", key, "{\"name\":\"test\",\"models\":[\"main\"]}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        String narrow = JSON.readTree(made.body()).path("key").asString();
        HttpResponse<String> answer = providers.call(narrow, body("main"));
        stopsAtTheFirst(answer);
        assertThat(held(answer)).isLessThan(new BigDecimal("0.2"));
        plan("small");
        stopsAtTheFirst(call("main"));
    }

    @Test
    void a_restriction_leaves_out_one_of_several() {
        HttpResponse<String> made = gateway.post(
                "/api/keys", gateway.accountWith("10"), "{\"name\":\"test\",\"models\":[\"chain\",\"cheap\"]}");
        providers.first().script(Script.DEFAULT.with("input=1000&output=1000"));
        providers.first().enqueue(Script.DEFAULT.with("status=500"));
        HttpResponse<String> answer =
                providers.call(JSON.readTree(made.body()).path("key").asString(), body("chain"));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(header(answer, "tollgate-model")).isEqualTo("cheap");
        assertThat(header(answer, "tollgate-attempts")).isEqualTo("2");
        assertThat(providers.second.receivedCount()).isZero();
    }

    @Test
    void the_callers_own_key_and_the_platforms_do_not_stand_in_for_each_other() {
        stopsAtTheFirst(call("main", "x-first-api-key", OWN));
        stopsAtTheFirst(call("main", "x-second-api-key", OWN));
        stopsAtTheFirst(call("main", "x-provider-key", OWN));
        HttpResponse<String> both = call("main", "x-first-api-key", OWN, "x-second-api-key", OWN + "-2");
        assertThat(both.statusCode()).as(both.body()).isEqualTo(200);
        assertThat(header(both, "tollgate-key")).isEqualTo("own");
        assertThat(header(both, "tollgate-model")).isEqualTo("spare");
        assertThat(providers.second.received().get(0).key()).contains(OWN + "-2");
        assertThat(providers.available(key)).isEqualTo("10");
    }

    @Test
    void what_is_wrong_with_the_callers_own_key_the_caller_hears() {
        providers.firstFails("status=401");
        assertThat(call("main", "x-first-api-key", OWN, "x-second-api-key", OWN + "-2")
                        .statusCode())
                .isEqualTo(401);
        assertThat(providers.second.receivedCount()).isZero();
    }

    @Test
    void a_tier_of_service_that_the_other_has_no_price_for_is_not_asked_of_it() {
        stopsAtTheFirst(providers.call(
                key, body("quick").replace("\"max_tokens\"", "\"service_tier\":\"priority\",\"max_tokens\"")));
        assertThat(call("quick").statusCode()).isEqualTo(200);
    }

    @Test
    void what_is_kept_at_one_provider_is_asked_of_that_one_alone() {
        providers.fine();
        String first = "{\"model\":\"main\",\"max_output_tokens\":1000,\"input\":\"Hello\"}";
        HttpResponse<String> made = providers.post("/v1/responses", key, first);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
        String id = JSON.readTree(made.body()).path("id").asString();
        providers.firstFails("status=500");
        String next = first.replace("\"input\"", "\"previous_response_id\":\"" + id + "\",\"input\"");
        assertThat(providers.post("/v1/responses", key, next).statusCode()).isEqualTo(500);
        assertThat(providers
                        .post("/v1/responses", key, first.replace("\"input\"", "\"background\":true,\"input\""))
                        .statusCode())
                .isEqualTo(500);
        assertThat(providers.second.receivedCount()).isZero();

        assertThat(providers.post("/v1/responses", key, first).statusCode())
                .as("a later request will look for it at the first")
                .isEqualTo(500);
        assertThat(providers.second.receivedCount()).isZero();
        HttpResponse<String> elsewhere =
                providers.post("/v1/responses", key, first.replace("\"input\"", "\"store\":false,\"input\""));
        assertThat(elsewhere.statusCode()).as(elsewhere.body()).isEqualTo(200);
        assertThat(header(elsewhere, "tollgate-model")).isEqualTo("spare");
    }

    @Test
    void the_same_again_is_told_again_and_paid_once() {
        String once = UUID.randomUUID().toString();
        HttpResponse<String> answer = call("main", "Idempotency-Key", once);
        HttpResponse<String> again = call("main", "Idempotency-Key", once);
        assertThat(again.statusCode()).isEqualTo(200);
        assertThat(again.body()).isEqualTo(answer.body());
        for (String name : List.of("tollgate-cost", "tollgate-model", "tollgate-attempts", "x-request-id")) {
            assertThat(header(again, name)).isEqualTo(header(answer, name)).isNotEqualTo("none");
        }
        assertThat(providers.first().receivedCount()).isOne();
        assertThat(providers.second.receivedCount()).isOne();
        assertThat(providers.available(key)).isEqualTo("9.56");
    }

    @Test
    void a_client_that_leaves_between_two_attempts_ends_them() throws IOException {
        providers.firstFails("latency=2s&status=500");
        try (Socket client = open(body("slow"))) {
            TestGateway.until("the first has the call", () -> providers.first().receivedCount() == 1);
            client.setSoLinger(true, 0);
        }
        TestGateway.until("it is in the log", () -> !gateway.database
                .query("SELECT 1 FROM usage_record u JOIN account a ON a.id = u.wallet_id"
                        + " WHERE a.id = (SELECT max(id) FROM account)")
                .isEmpty());
        gateway.settled();
        assertThat(providers.second.receivedCount()).isZero();
        assertThat(providers.available(key)).isEqualTo("10");
    }

    @Test
    void a_simulation_goes_by_the_model_that_answered() {
        HttpResponse<String> answer = call("main");
        assertThat(attempts(providers.told(key, answer))).hasSize(2);
        HttpResponse<String> simulated =
                gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + "/admin/pricing/simulate?last=1h"))
                        .header("x-admin-key", gateway.adminKey())
                        .POST(HttpRequest.BodyPublishers.ofString(providers.prices())));
        assertThat(simulated.statusCode()).as(simulated.body()).isEqualTo(200);
        JsonNode spare = JSON.readTree(simulated.body()).path("models").path("spare");
        assertThat(spare.path("calls").asLong()).isPositive();
        assertThat(spare.path("newCredits").asString())
                .isEqualTo(spare.path("credits").asString());
    }

    private Socket open(String body) throws IOException {
        URI url = URI.create(gateway.url());
        Socket socket = new Socket(url.getHost(), url.getPort());
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String head = "POST " + TwoProviders.CHAT + " HTTP/1.1\r\nHost: gateway\r\nAuthorization: Bearer " + key
                + "\r\nContent-Type: application/json\r\nContent-Length: " + bytes.length + "\r\n\r\n";
        socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return socket;
    }
}

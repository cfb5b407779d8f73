package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Answer;
import dev.tollgate.admin.TestApi.Customer;
import dev.tollgate.ledger.CaptureRequest;
import dev.tollgate.ledger.HoldRequest;
import dev.tollgate.ledger.ReleaseRequest;
import dev.tollgate.ledger.key.KeyFormat;
import dev.tollgate.ledger.usage.Basis;
import dev.tollgate.ledger.usage.Subject;
import dev.tollgate.ledger.usage.UsageRecord;
import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.Usage;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What callers may ask about themselves, and what is said when something is wrong. */
final class SelfServiceIT extends ApiTest {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Subject SUBJECT = new Subject("openai", "chat", "gpt-4o", "platform", "v1");
    private static final Instant AT = Instant.parse("2026-11-20T10:00:00Z");

    private Customer customer;

    @BeforeAll
    void prepare() {
        customer = api.customer("free");
    }

    private UUID hold(String amount) {
        UUID id = UUID.randomUUID();
        api.ledger
                .ledger()
                .hold(new HoldRequest(id, account(), Credits.of(new BigDecimal(amount)), Credits.ZERO, SUBJECT))
                .block(PATIENCE);
        return id;
    }

    private long account() {
        return api.ledger
                .accounts()
                .byPublicId(customer.account())
                .blockOptional(PATIENCE)
                .orElseThrow()
                .id();
    }

    private static UsageRecord record(
            Basis basis, Usage usage, List<UsageRecord.Additional> additional, Charge charge) {
        return new UsageRecord(
                AT,
                SUBJECT,
                basis == Basis.NONE ? null : "gpt-4o-2024-08-06",
                basis,
                usage,
                additional,
                charge,
                List.of(new UsageRecord.Attempt("openai", basis == Basis.NONE ? null : 200, "completed", 12)),
                Map.of("team", "x"),
                basis == Basis.NONE ? null : "req_1");
    }

    private static Charge charge() {
        return new Charge(
                Credits.of(new BigDecimal("0.0123")),
                new BigDecimal("0.001230"),
                "v1",
                List.of(
                        new Charge.Line(
                                "input", "gpt-4o", 8, new BigDecimal("2.50"), 1_000_000, new BigDecimal("2E-4")),
                        new Charge.Line(
                                "webSearch", "gpt-4o", 1, new BigDecimal("10"), 1000, new BigDecimal("0.0121"))));
    }

    private Answer shown(UUID id) {
        return api.get("/v1/tollgate/requests/" + id, customer.key());
    }

    @Test
    void shows_a_settled_call_with_its_usage_and_the_lines_of_its_charge() {
        UUID id = hold("1.5");
        Usage usage = Usage.builder()
                .tokens(TokenKind.INPUT, 8)
                .tokens(TokenKind.INPUT_CACHED, 4012)
                .tokens(TokenKind.OUTPUT, 5)
                .tool("webSearch", 1)
                .build();
        Usage advice = Usage.builder().tokens(TokenKind.INPUT, 100).build();
        api.ledger
                .ledger()
                .capture(new CaptureRequest(
                        id,
                        account(),
                        record(
                                Basis.REPORTED,
                                usage,
                                List.of(new UsageRecord.Additional("advisor_message", "gpt-4o-mini", advice)),
                                charge())))
                .block(PATIENCE);

        assertThat(shown(id).json())
                .isEqualTo(TestApi.JSON.readTree(
                        """
                                {"id":"%s","at":"2026-11-20T10:00:00Z","state":"captured","provider":"openai","operation":"chat",
                                 "model":"gpt-4o","answeredModel":"gpt-4o-2024-08-06","keyMode":"platform","basis":"reported",
                                 "usage":{"input":8,"inputCached":4012,"output":5,"tools":{"webSearch":1},"units":{},
                                          "additional":[{"type":"advisor_message","model":"gpt-4o-mini","input":100,"tools":{},"units":{}}]},
                                 "charge":{"credits":"0.0123","usd":"0.00123","priceVersion":"v1","lines":[
                                   {"kind":"input","model":"gpt-4o","quantity":8,"unitPrice":"2.5","per":1000000,"currency":"usd","credits":"0.0002"},
                                   {"kind":"webSearch","model":"gpt-4o","quantity":1,"unitPrice":"10","per":1000,"currency":"usd","credits":"0.0121"}]},
                                 "hold":"1.5","attempts":[{"provider":"openai","status":200,"outcome":"completed","millis":12}],
                                 "tags":{"team":"x"},"upstreamRequestId":"req_1"}"""
                                .formatted(id)));
    }

    @Test
    void shows_running_and_failed_calls_by_their_state() {
        UUID running = hold("0.25");
        UUID failed = hold("0.5");
        api.ledger
                .ledger()
                .release(new ReleaseRequest(
                        failed,
                        account(),
                        record(
                                Basis.NONE,
                                Usage.NONE,
                                List.of(),
                                new Charge(Credits.ZERO, BigDecimal.ZERO, "v1", List.of()))))
                .block(PATIENCE);

        Answer open = shown(running);
        Answer released = shown(failed);

        assertThat(List.of(open.field("state"), open.field("basis"), open.field("hold"), open.field("model")))
                .containsExactly("open", "none", "0.25", "gpt-4o");
        assertThat(open.json().path("charge").isNull()).isTrue();
        assertThat(List.of(released.field("state"), released.field("basis"), released.field("hold")))
                .containsExactly("released", "none", "0.5");
        assertThat(released.json().path("charge").path("credits").asString()).isEqualTo("0");
        api.ledger
                .ledger()
                .release(new ReleaseRequest(
                        running,
                        account(),
                        record(
                                Basis.NONE,
                                Usage.NONE,
                                List.of(),
                                new Charge(Credits.ZERO, BigDecimal.ZERO, "v1", List.of()))))
                .block(PATIENCE);
    }

    @Test
    void hides_the_calls_of_others_as_if_there_were_none() {
        UUID id = hold("0.1");
        String stranger = api.customer("free").key();
        for (String path : List.of(id.toString(), UUID.randomUUID().toString(), "1", "1-1-1-1-1")) {
            Answer answer = api.get("/v1/tollgate/requests/" + path, stranger);
            assertThat(answer.status()).as(path).isEqualTo(404);
            assertThat(answer.field("detail")).isEqualTo("None of your requests has this id.");
        }
    }

    @Test
    void takes_its_paths_as_they_are_documented_only() {
        for (String path : List.of(
                "/v1/tollgate/requests/%00",
                "/v1/tollgate/requests/a%2Fb",
                "/v1;x/tollgate/me",
                "/v1/tollgate/me;y=1",
                "/api/credits/balance;z",
                "/%61pi/credits/balance")) {
            Answer answer = api.get(path, customer.key());
            assertThat(answer.status()).as(path).isEqualTo(404);
            assertThat(answer.field("code")).as(path).isEqualTo("not_found");
        }
    }

    @Test
    void answers_every_wrong_key_alike() {
        String last = customer.key().substring(customer.key().length() - 1);
        String mistyped = customer.key().substring(0, customer.key().length() - 1) + (last.equals("a") ? "b" : "a");
        for (String key : List.of(mistyped, "tg_live_x", "sk-unknown", TestApi.ADMIN_KEY)) {
            for (String path : List.of("/v1/tollgate/me", "/v1/tollgate/requests/1", "/api/credits/balance")) {
                Answer answer = api.get(path, key);
                assertThat(answer.status()).isEqualTo(401);
                assertThat(answer.field("code")).isEqualTo("invalid_api_key");
                assertThat(answer.text()).doesNotContain(key);
            }
        }
        assertThat(api.send(api.request("/v1/tollgate/me")).status()).isEqualTo(401);
    }

    @Test
    void answers_a_revoked_and_an_expired_key_as_one_that_never_was() {
        List<Answer> answers = new ArrayList<>();
        for (String end : List.of("revoked_at", "expires_at")) {
            Answer made = api.post("/api/keys", customer.key(), "{\"name\":\"ended\"}");
            api.database.execute("UPDATE api_key SET " + end + " = now() WHERE public_id = '" + made.field("id") + "'");
            answers.add(api.get("/v1/tollgate/me", made.field("key")));
        }
        answers.add(api.get("/v1/tollgate/me", KeyFormat.newKey()));
        assertThat(answers).allSatisfy(answer -> assertThat(answer.status()).isEqualTo(401));
        assertThat(answers.stream()
                        .map(answer -> answer.text().replace(answer.field("requestId"), ""))
                        .distinct())
                .hasSize(1);
    }

    @Test
    void takes_the_key_in_either_header_and_the_bearer_first() {
        assertThat(api.send(api.request("/v1/tollgate/me").header("x-api-key", " " + customer.key()))
                        .status())
                .isEqualTo(200);
        assertThat(api.send(api.request("/v1/tollgate/me")
                                .header("authorization", "bearer " + customer.key())
                                .header("x-api-key", "other"))
                        .status())
                .isEqualTo(200);
        assertThat(api.send(api.request("/v1/tollgate/me")
                                .header("authorization", "Basic eDp5")
                                .header("x-api-key", customer.key()))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void goes_on_serving_after_a_body_that_is_too_large() {
        for (int i = 0; i < 3; i++) {
            problem(
                    api.send(api.request("/api/credits/grant")
                            .header("x-admin-key", TestApi.ADMIN_KEY)
                            .POST(HttpRequest.BodyPublishers.ofInputStream(
                                    () -> new ByteArrayInputStream(new byte[300_000])))),
                    413,
                    "body_too_large");
        }
    }

    @Test
    void words_what_never_reached_a_controller_as_problems_too() {
        problem(api.get("/api/nothing", customer.key()), 404, "not_found");
        problem(
                api.send(api.request("/v1/tollgate/me").POST(HttpRequest.BodyPublishers.noBody())),
                405,
                "method_not_allowed");
        problem(api.admin("/api/accounts", "{"), 400, "invalid_json");
        problem(api.admin("/api/accounts", ""), 400, "invalid_json");
        problem(api.admin("/api/accounts", "{\"email\":\"" + "x".repeat(2_000_000) + "\"}"), 413, "body_too_large");
    }

    static void problem(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.type()).isEqualTo("application/problem+json");
        assertThat(answer.field("code")).isEqualTo(code);
        assertThat(answer.json().path("status").asInt()).isEqualTo(status);
        assertThat(answer.field("requestId")).isNotBlank();
        assertThat(answer.text()).doesNotContain("Exception", "org.springframework", "dev.tollgate", "\tat ");
    }
}

package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Answer;
import dev.tollgate.admin.TestApi.Customer;
import dev.tollgate.admin.TestApi.Endpoint;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every endpoint by which administrators change something, also those of tomorrow: what was done is written down. */
final class AuditMatrixIT extends BillingTest {

    /** These write nothing down. */
    private static final Map<String, String> WITHOUT_ROW = Map.of(
            "POST /admin/pricing/validate", "changes nothing",
            "POST /admin/pricing/diff", "changes nothing",
            "POST /admin/pricing/simulate", "changes nothing",
            "POST /admin/pricing/reload",
                    "has the node look at its file; what that changes is in the history of prices");

    private String administrator = "";

    @Override
    Map<String, Object> more() {
        return Map.of("tollgate.approval.above", "50");
    }

    /** Somebody who approves what the admin key has proposed. */
    @BeforeAll
    void logIn() {
        Answer person = registered();
        Answer made = send(
                "PUT",
                byKey(
                        "/api/accounts/" + person.field("account") + "/role",
                        "{\"role\":\"admin\",\"reason\":\"test\"}"));
        assertThat(made.status()).as(made.text()).isEqualTo(200);
        administrator = person.field("accessToken");
    }

    private Answer registered() {
        Answer person = api.post(
                "/api/auth/register", "{\"email\":\"" + TestApi.email() + "\",\"password\":\"a river of glass\"}");
        assertThat(person.status()).as(person.text()).isEqualTo(201);
        return person;
    }

    /**
     * A request that succeeds.
     *
     * @param header in which it is said who sends it
     */
    private record Asked(String path, String body, String header, String secret) {}

    private static Asked byKey(String path, String body) {
        return new Asked(path, body, "x-admin-key", TestApi.ADMIN_KEY);
    }

    private Answer send(String method, Asked asked) {
        return api.send(api.request(asked.path())
                .header("content-type", "application/json")
                .header(asked.header(), asked.secret())
                .method(method, HttpRequest.BodyPublishers.ofString(asked.body())));
    }

    /**
     * @param action by which it is written down
     * @param prepared makes all that the request needs, and then the request
     */
    private record Write(String endpoint, String action, Supplier<Asked> prepared) {
        String method() {
            return endpoint.substring(0, endpoint.indexOf(' '));
        }

        @Override
        public String toString() {
            return endpoint + ": " + action;
        }
    }

    private Stream<Write> writes() {
        return Stream.of(ofCredits(), ofAccounts(), ofPrices(), ofPayments()).flatMap(List::stream);
    }

    private List<Write> ofCredits() {
        return List.of(
                new Write("POST /api/credits/grant", "credits.grant", () -> gift("grant", "1")),
                new Write("POST /api/credits/adjust", "credits.adjust", () -> gift("adjust", "-1")),
                new Write("POST /api/credits/refund", "credits.refund", this::refund),
                new Write("POST /api/credits/proposals/{proposal}/approve", "proposal.approve", () -> {
                    return new Asked(proposal() + "/approve", "{}", "authorization", "Bearer " + administrator);
                }),
                new Write("POST /api/credits/proposals/{proposal}/reject", "proposal.reject", () -> {
                    return byKey(proposal() + "/reject", "{\"reason\":\"typed twice\"}");
                }));
    }

    private Asked gift(String what, String amount) {
        return byKey(
                "/api/credits/" + what,
                "{\"account\":\"" + api.customer("free").account() + "\",\"amount\":\"" + amount + "\"," + once()
                        + "}");
    }

    private static String once() {
        return "\"reason\":\"test\",\"idempotencyKey\":\"" + UUID.randomUUID() + "\"";
    }

    private Asked refund() {
        Customer customer = api.customer("free");
        String request = api.post("/api/credits/use", customer.key(), "{\"amount\":\"1\"," + once() + "}")
                .field("id");
        return byKey(
                "/api/credits/refund",
                "{\"account\":\"" + customer.account() + "\",\"request\":\"" + request + "\"," + once() + "}");
    }

    private String proposal() {
        Answer kept = send("POST", gift("grant", "60"));
        assertThat(kept.status()).as(kept.text()).isEqualTo(202);
        return "/api/credits/proposals/" + kept.field("proposal");
    }

    private List<Write> ofAccounts() {
        return List.of(
                new Write(
                        "POST /api/accounts",
                        "account.create",
                        () -> byKey("/api/accounts", "{\"email\":\"" + TestApi.email() + "\"}")),
                new Write(
                        "POST /api/accounts/{account}/plan",
                        "plan.set",
                        () -> ofAccount("/plan", "{\"plan\":\"free\",\"reason\":\"test\"}")),
                new Write(
                        "POST /api/accounts/{account}/freeze",
                        "account.freeze",
                        () -> ofAccount("/freeze", "{\"reason\":\"test\"}")),
                new Write("POST /api/accounts/{account}/unfreeze", "account.unfreeze", this::unfreeze),
                new Write(
                        "PUT /api/accounts/{account}/segment",
                        "account.segment",
                        () -> ofAccount("/segment", "{\"segment\":\"schools\"}")),
                new Write(
                        "PUT /api/accounts/{account}/role",
                        "account.role",
                        () -> byKey(
                                "/api/accounts/" + registered().field("account") + "/role",
                                "{\"role\":\"admin\",\"reason\":\"test\"}")),
                new Write("DELETE /api/accounts/{account}/keys/{id}", "key.revoke", this::revocation));
    }

    private Asked ofAccount(String path, String body) {
        return byKey("/api/accounts/" + api.customer("empty").account() + path, body);
    }

    private Asked unfreeze() {
        String account = "/api/accounts/" + api.customer("free").account();
        String body = "{\"reason\":\"test\"}";
        assertThat(api.admin(account + "/freeze", body).status()).isEqualTo(200);
        return byKey(account + "/unfreeze", body);
    }

    private Asked revocation() {
        Customer customer = api.customer("free");
        String key = api.get("/api/keys", customer.key())
                .json()
                .path("keys")
                .path(0)
                .path("id")
                .asString();
        return byKey("/api/accounts/" + customer.account() + "/keys/" + key, "");
    }

    private List<Write> ofPrices() {
        return List.of(
                new Write(
                        "POST /admin/pricing/apply",
                        "pricing.apply",
                        () -> byKey("/admin/pricing/apply?reason=test", prices())),
                new Write("POST /admin/pricing/rollback", "pricing.rollback", () -> {
                    String first = applied();
                    applied();
                    return byKey("/admin/pricing/rollback", "{\"version\":\"" + first + "\",\"reason\":\"test\"}");
                }));
    }

    /** Other ones each time. */
    private static String prices() {
        return """
               providers: { acme: { url: "http://127.0.0.1:9", dialect: openai } }
               models: { "%s": { provider: acme, tokens: { input: 1, output: 9 } } }
               """
                .formatted(UUID.randomUUID());
    }

    private String applied() {
        Answer answer = api.admin("/admin/pricing/apply", prices());
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.field("version");
    }

    private List<Write> ofPayments() {
        return List.of(
                new Write(
                        "POST /api/billing/refunds",
                        "billing.refund",
                        () -> byKey(
                                "/api/billing/refunds",
                                "{\"paymentIntent\":\"" + paid() + "\",\"amount\":\"2.50\"," + once() + "}")),
                new Write(
                        "POST /api/billing/webhooks/{event}/replay",
                        "billing.replay",
                        () -> byKey("/api/billing/webhooks/" + kept() + "/replay", "{}")),
                new Write(
                        "POST /api/billing/reconcile",
                        "billing.reconcile",
                        () -> byKey("/api/billing/reconcile", "{}")),
                new Write(
                        "POST /api/billing/sync-prices",
                        "billing.sync_prices",
                        () -> byKey("/api/billing/sync-prices", "{}")));
    }

    /** The intent of a payment for credits. */
    private String paid() {
        String session =
                checkout(api.customer("empty"), "{\"package\":\"starter\"}").field("session");
        stripe.pay(session);
        deliver(stripe.event("checkout.session.completed", session));
        worked();
        return stripe.text(session, "payment_intent");
    }

    /** An event that nothing could be done about. */
    private String kept() {
        stripe.put("cs_foreign", "checkout.session", Map.of("status", "complete", "metadata", Map.of()));
        String event = stripe.event("checkout.session.completed", "cs_foreign");
        deliver(event);
        worked();
        return TestApi.JSON.readTree(event).path("id").asString();
    }

    @ParameterizedTest
    @MethodSource("writes")
    void what_was_done_is_written_down_once(Write write) {
        Asked asked = write.prepared().get();
        String before = api.database.query("SELECT seq FROM audit_head").get(0);
        Answer answer = send(write.method(), asked);
        assertThat(answer.status()).as(answer.text()).isBetween(200, 299);
        assertThat(api.database.query("SELECT action FROM audit WHERE seq > " + before))
                .containsExactly(write.action());
    }

    @Test
    void no_endpoint_is_left_out() {
        Stream<String> changing = api.endpoints()
                .filter(AccessMatrixIT::isOfAdministrators)
                .filter(endpoint -> !endpoint.method().equals("GET"))
                .map(Endpoint::toString);
        assertThat(changing)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(writes().map(Write::endpoint), WITHOUT_ROW.keySet().stream())
                                .toList());
    }
}

package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Answer;
import dev.tollgate.admin.TestApi.Customer;
import dev.tollgate.admin.TestApi.Endpoint;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every endpoint of the module, also those of tomorrow: for strangers, for people who are no administrators, for others. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AccessMatrixIT extends ApiTest {

    /** For everybody; what they take is a secret by itself. */
    private static final Set<String> OPEN = Set.of(
            "GET /api/plans",
            "GET /api/credits/packages",
            "POST /api/webhooks/stripe",
            "POST /api/stripe/webhook",
            "POST /api/credits/webhook",
            "POST /api/auth/register",
            "POST /api/auth/login",
            "POST /api/auth/refresh",
            "POST /api/auth/logout",
            "POST /api/auth/exchange");

    private static final List<String> OF_ADMINISTRATORS = List.of(
            "/admin/",
            "/api/accounts",
            "/api/audit",
            "/api/promo-codes",
            "/api/billing/webhooks",
            "/api/billing/refunds",
            "/api/billing/sync-prices",
            "/api/billing/reconcile",
            "/api/credits/grant",
            "/api/credits/adjust",
            "/api/credits/refund",
            "/api/credits/proposals");

    /** What a key may do whatever its restrictions are; of the rest none may do anything. */
    private static final Set<String> FOR_EVERY_KEY = Set.of(
            "GET /api/me",
            "DELETE /api/me", // with the password
            "GET /api/me/plan",
            "GET /api/me/referral",
            "GET /api/analytics",
            "GET /api/credits/balance",
            "GET /api/credits/transactions",
            "POST /api/credits/redeem",
            "POST /api/credits/use",
            "POST /api/credits/spend",
            "GET /api/v1/credits",
            "GET /api/v1/key",
            "GET /api/v1/auth/key",
            "GET /v1/tollgate/me",
            "GET /v1/tollgate/requests/{id}");

    /** One of each kind of restriction. */
    private static final List<String> LITTLE = List.of(
            "\"models\":[\"gpt-4o\"]",
            "\"services\":[\"sms\"]",
            "\"addresses\":[\"127.0.0.0/8\"]",
            "\"budgets\":{\"day\":\"5\"}",
            "\"expires\":\"2096-01-01T00:00:00Z\"");

    /** What the owner of a thing may send to its endpoints, which others get no answer to. */
    private static final Map<String, String> BODIES = Map.of("PATCH", "{\"name\":\"renamed\"}", "POST", "{}");

    private Stream<Endpoint> guarded() {
        return api.endpoints().filter(endpoint -> !OPEN.contains(endpoint.toString()));
    }

    private Stream<Endpoint> ofAdministrators() {
        return guarded().filter(AccessMatrixIT::isOfAdministrators);
    }

    static boolean isOfAdministrators(Endpoint endpoint) {
        return OF_ADMINISTRATORS.stream().anyMatch(path -> endpoint.path().startsWith(path));
    }

    private Stream<Endpoint> ofPeople() {
        List<Endpoint> others = ofAdministrators().toList();
        return guarded().filter(endpoint -> !others.contains(endpoint));
    }

    private Stream<Endpoint> ofPeopleWithId() {
        return ofPeople().filter(endpoint -> endpoint.path().contains("{"));
    }

    private Stream<Endpoint> listsOfPeople() {
        return ofPeople()
                .filter(endpoint ->
                        endpoint.method().equals("GET") && !endpoint.path().contains("{"));
    }

    private Answer call(Endpoint endpoint, String id, String... headers) {
        String path = endpoint.path().replaceAll("\\{[^}]*}", id);
        HttpRequest.Builder request = api.request(path)
                .header("content-type", "application/json")
                .method(
                        endpoint.method(),
                        HttpRequest.BodyPublishers.ofString(BODIES.getOrDefault(endpoint.method(), "")));
        return api.send(headers.length == 0 ? request : request.headers(headers));
    }

    @ParameterizedTest
    @MethodSource("guarded")
    void nobody_gets_in_without_a_key(Endpoint endpoint) {
        assertThat(call(endpoint, "x").status()).isEqualTo(401);
        assertThat(call(endpoint, "x", "authorization", "Bearer tg_live_x", "x-admin-key", "x")
                        .status())
                .isEqualTo(401);
    }

    @ParameterizedTest
    @MethodSource("ofAdministrators")
    void what_administrators_do_nobody_else_does(Endpoint endpoint) {
        Customer customer = api.customer("free");
        for (String shown : List.of(customer.key(), token())) {
            Answer answer = call(endpoint, customer.account(), "authorization", "Bearer " + shown);
            assertThat(answer.status()).isIn(401, 403);
        }
    }

    /** Of somebody who has logged in. */
    private String token() {
        return api.post(
                        "/api/auth/register",
                        "{\"email\":\"" + TestApi.email() + "\",\"password\":\"a river of glass\"}")
                .field("accessToken");
    }

    @ParameterizedTest
    @MethodSource("ofPeopleWithId")
    void what_is_somebody_elses_is_answered_like_what_is_not_there(Endpoint endpoint) {
        Customer owner = api.customer("free");
        String id = thingOf(owner, endpoint);
        Customer other = api.customer("free");
        String none = endpoint.path().contains("keys")
                ? "key_00000000000000000000"
                : UUID.randomUUID().toString();
        for (List<String> shown : List.of(
                List.of("authorization", "Bearer " + other.key()),
                List.of("x-api-key", other.key()),
                List.of("authorization", "Bearer " + token()))) {
            Answer theirs = call(endpoint, id, shown.get(0), shown.get(1));
            Answer nobodys = call(endpoint, none, shown.get(0), shown.get(1));
            assertThat(theirs.status()).isEqualTo(404);
            assertThat(without(id, theirs)).isEqualTo(without(none, nobodys));
        }
        assertThat(call(endpoint, id, "x-api-key", owner.key()).status()).isBetween(200, 299);
    }

    private static String without(String id, Answer answer) {
        return answer.text().replace(id, "ID").replace(answer.field("requestId"), "");
    }

    private String thingOf(Customer owner, Endpoint endpoint) {
        if (endpoint.path().contains("keys")) {
            return api.post("/api/keys", owner.key(), "{\"name\":\"second\"}").field("id");
        }
        Answer spent = api.post(
                "/api/credits/use", owner.key(), "{\"amount\":\"1\",\"idempotencyKey\":\"" + UUID.randomUUID() + "\"}");
        assertThat(spent.field("status")).as(spent.text()).isEqualTo("spent");
        return spent.field("id");
    }

    @ParameterizedTest
    @MethodSource("listsOfPeople")
    void a_list_is_never_somebody_elses_whatever_is_asked_for(Endpoint endpoint) {
        Customer owner = api.customer("free");
        String id = thingOf(owner, new Endpoint("GET", "/v1/tollgate/requests/{id}"));
        Customer other = api.customer("free");
        for (String query : List.of("", "?account=" + owner.account(), "?key=" + owner.account())) {
            Answer answer = call(new Endpoint("GET", endpoint.path() + query), "", "x-api-key", other.key());
            assertThat(answer.text().replace("account=" + owner.account(), ""))
                    .doesNotContain(id, owner.account() + "\"", owner.key());
        }
    }

    private Stream<Endpoint> ofOwners() {
        return ofPeople().filter(endpoint -> !FOR_EVERY_KEY.contains(endpoint.toString()));
    }

    @ParameterizedTest
    @MethodSource("ofOwners")
    void a_key_for_little_does_not_rule_its_account(Endpoint endpoint) {
        Customer owner = api.customer("free");
        for (String little : LITTLE) {
            String key = api.post("/api/keys", owner.key(), "{\"name\":\"little\"," + little + "}")
                    .field("key");
            Answer answer = call(endpoint, "key_00000000000000000000", "x-api-key", key);
            assertThat(answer.status()).as(little + answer.text()).isEqualTo(403);
            assertThat(answer.field("code")).isEqualTo("key_is_restricted");
            // The one that is good for everything does not make up for it.
            assertThat(call(endpoint, "x", "authorization", "Bearer " + owner.key(), "x-api-key", key)
                            .field("code"))
                    .isEqualTo("key_is_restricted");
        }
    }

    @Test
    void there_is_something_to_try() {
        Map<String, Long> sizes = new TreeMap<>(Map.of(
                "guarded", guarded().count(),
                "of administrators", ofAdministrators().count(),
                "with an id", ofPeopleWithId().count(),
                "of owners", ofOwners().count()));
        System.out.println("Endpoints: " + sizes);
        assertThat(sizes).allSatisfy((name, count) -> assertThat(count).isGreaterThan(4));
    }
}

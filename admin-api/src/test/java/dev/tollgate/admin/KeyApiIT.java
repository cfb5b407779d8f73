package dev.tollgate.admin;

import static dev.tollgate.admin.SelfServiceIT.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Answer;
import dev.tollgate.admin.TestApi.Customer;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys over HTTP: made, shown, changed, rotated and revoked by their owners, and by nobody else. */
final class KeyApiIT extends ApiTest {

    private Answer create(Customer customer, String fields) {
        return api.post("/api/keys", customer.key(), "{" + fields + "}");
    }

    private Answer created(Customer customer, String fields) {
        Answer answer = create(customer, fields);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer;
    }

    private Answer call(String method, String path, String key, String body) {
        return api.send(
                api.request(path).header("x-api-key", key).method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    private int statusOf(String key) {
        return api.get("/api/credits/balance", key).status();
    }

    @Test
    void a_key_is_shown_once_and_listed_without_it() {
        Customer customer = api.customer("free");
        Answer made = created(
                customer,
                "\"name\":\"build server\",\"expires\":\"2100-01-01T00:00:00Z\",\"models\":[\"gpt-4o*\"],"
                        + "\"services\":[],\"addresses\":[\"127.0.0.0/8\",\"::1\"],"
                        + "\"budgets\":{\"day\":\"2.5\",\"total\":100}");
        String key = made.field("key");

        assertThat(key).startsWith("tg_live_").endsWith(made.field("last4"));
        assertThat(made.field("id")).matches("key_[0-9a-f]{20}");
        assertThat(statusOf(key)).isEqualTo(200);
        Answer one = api.get("/api/keys/" + made.field("id"), customer.key());
        Answer list = api.get("/api/keys", customer.key());
        assertThat(one.text() + list.text()).doesNotContain(key);
        assertThat(list.json().path("keys")).hasSize(2);
        assertThat(list.json().path("keys").get(0)).isEqualTo(one.json());
        assertThat(one.field("name")).isEqualTo("build server");
        assertThat(one.json().path("models").toString()).isEqualTo("[\"gpt-4o*\"]");
        assertThat(one.json().path("services").toString()).isEqualTo("[]");
        assertThat(one.json().path("addresses").get(0).asString()).isEqualTo("127.0.0.0/8");
        assertThat(one.json().path("budgets").path("day").path("limit").asString())
                .isEqualTo("2.5");
        assertThat(one.json().path("budgets").path("day").path("renews").asString())
                .isNotEmpty();
    }

    @Test
    void when_a_key_was_used_last_is_told() {
        Customer customer = api.customer("free");
        Answer made = created(customer, "\"name\":\"nightly\"");
        String path = "/api/keys/" + made.field("id");
        assertThat(api.get(path, customer.key()).json().path("lastUsed").isNull())
                .isTrue();
        Instant before = Instant.now();
        assertThat(statusOf(made.field("key"))).isEqualTo(200);
        api.ledger.keys().tellLastUse().block();
        assertThat(Instant.parse(api.get(path, customer.key()).field("lastUsed")))
                .isBetween(before.minusSeconds(60), Instant.now().plusSeconds(60));
    }

    @Test
    void no_key_is_in_the_database() {
        Customer customer = api.customer("free");
        Answer made = created(customer, "\"name\":\"canary\"");
        Answer rotated = api.post("/api/keys/" + made.field("id") + "/rotate", customer.key(), "{}");
        for (String table : api.database.query("SELECT c.oid::regclass FROM pg_class c WHERE relkind IN ('r', 'p')"
                + " AND relnamespace = 'public'::regnamespace")) {
            assertThat(api.database.query("SELECT t::text FROM " + table + " t"))
                    .as(table)
                    .noneMatch(row -> row.contains(made.field("key")))
                    .noneMatch(row -> row.contains(rotated.field("key")))
                    .noneMatch(row -> row.contains(customer.key()));
        }
    }

    @Test
    void a_change_leaves_what_it_does_not_name() {
        Customer customer = api.customer("free");
        Answer made = created(
                customer,
                "\"name\":\"a\",\"models\":[\"gpt-4o\"],\"budgets\":{\"day\":1},\"expires\":\"2100-01-01T00:00:00Z\"");
        String path = "/api/keys/" + made.field("id");
        Answer renamed = call("PATCH", path, customer.key(), "{\"name\":\"b\"}");
        assertThat(renamed.field("name")).isEqualTo("b");
        assertThat(renamed.json().path("models")).hasSize(1);
        assertThat(renamed.json().path("budgets")).hasSize(1);
        Answer freed = call("PATCH", path, customer.key(), "{\"models\":[\"*\"],\"budgets\":{},\"expires\":\"never\"}");
        assertThat(freed.field("name")).isEqualTo("b");
        assertThat(freed.json().path("models").isArray()).isFalse();
        assertThat(freed.json().path("budgets")).isEmpty();
        assertThat(freed.field("expires")).isEmpty();
    }

    @Test
    void a_rotated_key_and_the_one_before_are_taken_for_a_while() {
        Customer customer = api.customer("free");
        Answer made = created(customer, "\"name\":\"a\",\"budgets\":{\"total\":3}");
        String path = "/api/keys/" + made.field("id");
        Answer rotated = api.post(path + "/rotate", customer.key(), "{\"overlap\":\"30d\"}");
        assertThat(rotated.status()).as(rotated.text()).isEqualTo(200);
        assertThat(rotated.field("id")).isEqualTo(made.field("id"));
        assertThat(rotated.json().path("old").get(0).path("last4").asString()).isEqualTo(made.field("last4"));
        assertThat(spend(made.field("key"), "2").status()).isEqualTo(200);
        problem(spend(rotated.field("key"), "2"), 402, "budget_used_up");

        api.post(path + "/rotate", customer.key(), "{\"overlap\":\"0m\"}");
        await(() -> statusOf(rotated.field("key")) == 401);
        assertThat(statusOf(made.field("key"))).as("the overlap before goes on").isEqualTo(200);
        assertThat(call("DELETE", path, customer.key(), "").status()).isEqualTo(204);
        await(() -> statusOf(made.field("key")) == 401);
        problem(call("DELETE", path, customer.key(), ""), 404, "not_found");
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(end);
        }
    }

    private Answer spend(String key, String amount) {
        return api.post(
                "/api/credits/use",
                key,
                "{\"amount\":" + amount + ",\"idempotencyKey\":\"" + UUID.randomUUID() + "\"}");
    }

    @Test
    void a_key_with_fewer_rights_makes_and_sees_no_keys() {
        Customer customer = api.customer("free");
        List<String> restricted = new ArrayList<>();
        for (String restriction : new String[] {
            "\"models\":[\"gpt-4o\"]",
            "\"services\":[\"sms\"]",
            "\"addresses\":[\"127.0.0.1\",\"::1\"]",
            "\"budgets\":{\"month\":5}",
            "\"expires\":\"2100-01-01T00:00:00Z\""
        }) {
            restricted.add(created(customer, "\"name\":\"less\"," + restriction).field("key"));
        }
        Answer old = created(customer, "\"name\":\"rotated\"");
        api.post("/api/keys/" + old.field("id") + "/rotate", customer.key(), "{}");
        await(() -> api.get("/api/keys", old.field("key")).status() == 403);
        restricted.add(old.field("key"));
        for (String key : restricted) {
            problem(api.post("/api/keys", key, "{\"name\":\"more\"}"), 403, "key_is_restricted");
            problem(api.get("/api/keys", key), 403, "key_is_restricted");
            problem(
                    call("PATCH", "/api/keys/" + old.field("id"), key, "{\"models\":[\"*\"]}"),
                    403,
                    "key_is_restricted");
            problem(call("DELETE", "/api/keys/" + old.field("id"), key, ""), 403, "key_is_restricted");
            problem(api.post("/api/keys/" + old.field("id") + "/rotate", key, "{}"), 403, "key_is_restricted");
        }
        Answer both = api.send(api.request("/api/keys")
                .header("authorization", "Bearer " + customer.key())
                .header("x-api-key", restricted.get(0)));
        problem(both, 403, "key_is_restricted");
    }

    @Test
    void somebody_elses_key_is_answered_like_one_that_does_not_exist() {
        Customer owner = api.customer("free");
        Customer stranger = api.customer("free");
        String theirs = "/api/keys/" + created(owner, "\"name\":\"a\"").field("id");
        String nobodys = "/api/keys/key_00000000000000000000";
        for (String path : List.of(theirs, nobodys)) {
            problem(api.get(path, stranger.key()), 404, "not_found");
            problem(call("PATCH", path, stranger.key(), "{\"name\":\"mine\"}"), 404, "not_found");
            problem(call("DELETE", path, stranger.key(), ""), 404, "not_found");
            problem(api.post(path + "/rotate", stranger.key(), "{}"), 404, "not_found");
        }
        assertThat(butItsId(api.get(theirs, stranger.key()))).isEqualTo(butItsId(api.get(nobodys, stranger.key())));
        assertThat(api.get(theirs, owner.key()).field("name")).isEqualTo("a");
    }

    /** An answer but for the id of its request. */
    private static String butItsId(Answer answer) {
        return answer.status() + answer.text().replace(answer.field("requestId"), "");
    }

    @Test
    void administrators_see_and_revoke_keys() {
        Customer customer = api.customer("free");
        Answer made = created(customer, "\"name\":\"a\"");
        String path = "/api/accounts/" + customer.account() + "/keys";
        Answer list = api.send(api.request(path).header("x-admin-key", TestApi.ADMIN_KEY));
        assertThat(list.json().path("keys")).hasSize(2);
        problem(api.get(path, customer.key()), 401, "invalid_admin_key");
        HttpRequest.Builder revoke = api.request(path + "/" + made.field("id"))
                .header("x-admin-key", TestApi.ADMIN_KEY)
                .DELETE();
        assertThat(api.send(revoke).status()).isEqualTo(204);
        problem(api.send(revoke), 404, "not_found");
        await(() -> statusOf(made.field("key")) == 401);
        assertThat(api.database.query("SELECT actor || ' ' || action || ' ' || became FROM audit WHERE target = '"
                        + customer.account() + "' ORDER BY seq"))
                .containsExactly(
                        "admin key account.create {\"plan\":\"free\"}",
                        "admin key key.revoke {\"key\":\"" + made.field("id") + "\"}");
    }

    @Test
    void an_account_has_a_hundred_keys_at_most() {
        Customer customer = api.customer("free");
        for (int i = 1; i < 100; i++) {
            created(customer, "\"name\":\"" + i + "\"");
        }
        problem(create(customer, "\"name\":\"one more\""), 409, "too_many_keys");
        assertThat(api.get("/api/keys", customer.key()).json().path("keys")).hasSize(100);
    }

    @Test
    void spends_keep_to_the_services_and_the_budget_of_their_key() {
        Customer customer = api.customer("free");
        String key = created(customer, "\"name\":\"a\",\"services\":[\"sms*\"],\"budgets\":{\"day\":3}")
                .field("key");
        String some = "{\"amount\":2,\"idempotencyKey\":\"" + UUID.randomUUID() + "\",\"service\":";
        problem(api.post("/api/credits/use", key, some + "\"fax\"}"), 403, "service_not_in_scope");
        problem(spend(key, "1"), 403, "service_not_in_scope");
        assertThat(api.post("/api/credits/use", key, some + "\"sms-eu\"}").status())
                .isEqualTo(200);
        Answer refused = api.post("/api/credits/use", key, "{\"amount\":2,\"service\":\"sms\",\"dryRun\":true}");
        problem(refused, 402, "budget_used_up");
        assertThat(refused.field("period")).isEqualTo("day");
        assertThat(refused.field("used")).isEqualTo("2");
        assertThat(refused.field("renews")).isNotEmpty();
    }

    @Test
    void a_run_of_spends_has_a_budget_too() {
        Customer customer = api.customer("free");
        assertThat(inRun(customer, "1", "2.5").status()).isEqualTo(200);
        assertThat(inRun(customer, "1", "2.5").status()).isEqualTo(200);
        problem(inRun(customer, "1", "9"), 402, "run_budget_used_up");
        problem(inRun(customer, "1", "lots"), 400, "invalid_header");
    }

    private Answer inRun(Customer customer, String amount, String budget) {
        return api.send(api.request("/api/credits/use")
                .header("x-api-key", customer.key())
                .header("tollgate-run", "nightly")
                .header("tollgate-run-budget", budget)
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"amount\":" + amount + ",\"idempotencyKey\":\"" + UUID.randomUUID() + "\"}")));
    }

    @Test
    void a_key_is_not_taken_from_an_address_that_is_not_its_own() {
        Customer customer = api.customer("free");
        Answer made = created(customer, "\"name\":\"a\",\"addresses\":[\"203.0.113.0/24\"]");
        problem(api.get("/api/credits/balance", made.field("key")), 403, "address_not_allowed");
        problem(
                api.send(api.request("/api/credits/balance")
                        .header("x-api-key", made.field("key"))
                        .header("x-forwarded-for", "203.0.113.7")),
                403,
                "address_not_allowed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "name; \"name\":\"\"",
                "name; \"models\":[]",
                "expires; \"name\":\"a\",\"expires\":\"2020-01-01T00:00:00Z\"",
                "expires; \"name\":\"a\",\"expires\":\"tomorrow\"",
                "models; \"name\":\"a\",\"models\":\"gpt-4o\"",
                "models; \"name\":\"a\",\"models\":[\"\"]",
                "addresses; \"name\":\"a\",\"addresses\":[\"example.com\"]",
                "addresses; \"name\":\"a\",\"addresses\":[\"10.0.0.1/8\"]",
                "budgets; \"name\":\"a\",\"budgets\":{\"week\":1}",
                "budgets; \"name\":\"a\",\"budgets\":{\"day\":-1}",
                "budgets; \"name\":\"a\",\"budgets\":5",
                "hash; \"name\":\"a\",\"hash\":\"x\""
            })
    void tells_which_field_is_wrong(String field, String fields) {
        Answer answer = create(api.customer("free"), fields);
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.field("field")).isEqualTo(field);
    }
}

package dev.tollgate.admin;

import static dev.tollgate.admin.SelfServiceIT.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Answer;
import dev.tollgate.admin.TestApi.Customer;
import dev.tollgate.ledger.testing.LedgerInvariants;
import java.net.http.HttpRequest;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What people see of themselves, take along, and end. */
final class PersonApiIT extends ApiTest {

    private static final String PASSWORD = "a river of glass";

    private record Member(String email, String account, String token, String refresh) {}

    private Member member() {
        String email = TestApi.email();
        Answer answer =
                api.post("/api/auth/register", "{\"email\":\"" + email + "\",\"password\":\"" + PASSWORD + "\"}");
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return new Member(email, answer.field("account"), answer.field("accessToken"), answer.field("refreshToken"));
    }

    private Answer delete(String bearer, String body) {
        return api.send(api.request("/api/me")
                .header("authorization", "Bearer " + bearer)
                .method("DELETE", HttpRequest.BodyPublishers.ofString(body)));
    }

    private void buy(String account, String credits) {
        Answer granted = api.admin(
                "/api/credits/grant",
                "{\"account\":\"" + account + "\",\"amount\":\"" + credits
                        + "\",\"source\":\"purchase\",\"reason\":\"test\",\"idempotencyKey\":\"" + UUID.randomUUID()
                        + "\"}");
        assertThat(granted.status()).as(granted.text()).isEqualTo(200);
    }

    /** The log-in lies back further than what counts as just now. */
    private void longAgo(Member member) {
        api.database.execute("UPDATE login_session SET opened_at = opened_at - interval '1 hour' WHERE account_id ="
                + " (SELECT id FROM account WHERE public_id = '" + member.account() + "')");
    }

    private String token(Member member) {
        Answer next = api.post("/api/auth/refresh", "{\"refreshToken\":\"" + member.refresh() + "\"}");
        assertThat(next.status()).as(next.text()).isEqualTo(200);
        return next.field("accessToken");
    }

    @Test
    void moves_to_another_time_zone() {
        Member member = member();
        Instant ends = Instant.parse(api.get("/api/me/plan", member.token())
                .json()
                .path("month")
                .path("until")
                .asString());
        Answer moved = patch(member, "{\"timeZone\":\"Asia/Kathmandu\"}");
        assertThat(moved.field("timeZone")).as(moved.text()).isEqualTo("Asia/Kathmandu");
        JsonNode month = api.get("/api/me/plan", member.token()).json().path("month");
        assertThat(month.path("until").asString()).as("goes on to its end").isEqualTo(ends.toString());
        for (String bad : List.of("{}", "{\"timeZone\":\"+05:45\"}", "{\"timeZone\":\"Mars\"}", "{\"zone\":\"UTC\"}")) {
            assertThat(patch(member, bad).status()).as(bad).isEqualTo(400);
        }
        assertThat(api.get("/api/me", member.token()).field("timeZone")).isEqualTo("Asia/Kathmandu");
    }

    private Answer patch(Member member, String body) {
        return api.send(api.request("/api/me")
                .header("authorization", "Bearer " + member.token())
                .header("content-type", "application/json")
                .method("PATCH", HttpRequest.BodyPublishers.ofString(body)));
    }

    @Test
    void shows_who_the_caller_is_by_token_and_by_key() {
        Member member = member();
        Answer me = api.get("/api/me", member.token());
        assertThat(me.json())
                .isEqualTo(TestApi.JSON.readTree(
                        """
                        {"account":"%s","email":"%s","plan":"free","timeZone":"UTC",
                         "balance":{"available":"10","onHold":"0","debt":"0","usd":"1"},
                         "month":{"from":"%s","tokens":0,"credits":"0"}}"""
                                .formatted(
                                        member.account(),
                                        member.email(),
                                        me.json().path("month").path("from").asString())));
        Customer customer = api.customer("free");
        assertThat(api.get("/api/me", customer.key()).field("account")).isEqualTo(customer.account());
        problem(api.get("/api/me", "eyJhbGciOiJub25lIn0.e30."), 401, "invalid_token");
        problem(api.get("/api/me", "nothing"), 401, "invalid_api_key");
    }

    @Test
    void gives_all_of_the_accounts_own_data_and_nobody_elses_and_no_secrets() {
        Member member = member();
        Member other = member();
        Customer customer = api.customer("free");
        buy(customer.account(), "2.5");
        api.post("/api/credits/spend", customer.key(), "{\"service\":\"bundle\",\"idempotencyKey\":\"one\"}");

        Answer mine = api.get("/api/me/export", member.token());
        assertThat(mine.status()).isEqualTo(200);
        JsonNode all = mine.json();
        assertThat(all.propertyNames())
                .containsExactly(
                        "account",
                        "balance",
                        "identities",
                        "logIns",
                        "keys",
                        "budgets",
                        "ownKeys",
                        "alertEvents",
                        "alerts",
                        "autoTopup",
                        "plan",
                        "loyalty",
                        "redemptions",
                        "stripeCustomer",
                        "orders",
                        "payments",
                        "subscriptions",
                        "referralCode",
                        "referrals",
                        "grants",
                        "entries",
                        "calls",
                        "audit");
        assertThat(all.path("account").get(0).path("email").asString()).isEqualTo(member.email());
        assertThat(all.path("balance").get(0).path("posted").asString()).isEqualTo("10");
        assertThat(all.path("logIns").get(0).path("method").asString()).isEqualTo("password");
        assertThat(all.path("entries").get(0).path("amount").asString()).isEqualTo("10");
        assertThat(all.path("audit").get(0).path("action").asString()).isEqualTo("account.create");
        assertThat(mine.text()).doesNotContain(other.email(), other.account(), "argon2", "hash");

        JsonNode spent = api.get("/api/me/export", customer.key()).json();
        assertThat(StreamSupport.stream(spent.path("entries").spliterator(), false)
                        .map(entry -> entry.path("kind").asString()))
                .contains("grant", "spend");
        assertThat(spent.path("account").get(0).path("apiKeyMode").asString()).isEqualTo("credits");
        assertThat(spent.path("keys").get(0).path("prefix").asString())
                .isEqualTo(customer.key().substring(0, 14));
    }

    @Test
    void deletes_an_account_so_that_nothing_of_it_opens_anything_and_its_books_stay() {
        Member member = member();
        assertThat(delete(member.token(), "{}").status()).isEqualTo(204);

        problem(api.get("/api/me", member.token()), 401, "invalid_token");
        problem(
                api.post("/api/auth/refresh", "{\"refreshToken\":\"" + member.refresh() + "\"}"),
                401,
                "invalid_refresh_token");
        problem(
                api.post("/api/auth/login", "{\"email\":\"" + member.email() + "\",\"password\":\"" + PASSWORD + "\"}"),
                401,
                "wrong_login");
        assertThat(api.database.query("SELECT email FROM account WHERE public_id = '" + member.account() + "'"))
                .containsExactly(member.account() + "@deleted.invalid");
        assertThat(api.database.query("SELECT frozen::text FROM wallet WHERE id = (SELECT id FROM account"
                        + " WHERE public_id = '" + member.account() + "')"))
                .containsExactly("true");
        assertThat(api.database.query("SELECT actor || ' ' || action FROM audit WHERE action = 'account.delete'"
                        + " AND target = '" + member.account() + "'"))
                .containsExactly(member.account() + " account.delete");
        LedgerInvariants.check(api.database);
    }

    @Test
    void no_table_has_the_address_or_a_name_of_a_deleted_account() {
        Member member = member();
        api.send(api.request("/api/keys")
                .header("authorization", "Bearer " + member.token())
                .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"Ann's own laptop\"}")));
        assertThat(told(member)).as("before").isNotEmpty();
        assertThat(delete(member.token(), "{}").status()).isEqualTo(204);
        assertThat(told(member)).isEmpty();
        assertThat(api.database.query("SELECT name FROM api_key k JOIN account a ON a.id = k.account_id"
                        + " WHERE a.public_id = '" + member.account() + "'"))
                .containsExactly("deleted");
    }

    /** Rows of any table that name the person. */
    private List<String> told(Member member) {
        return api.database.rows().stream()
                .filter(row ->
                        row.toLowerCase(Locale.ROOT).contains(member.email()) || row.contains("Ann's own laptop"))
                .toList();
    }

    @Test
    void nobody_leaves_a_debt_behind_or_gets_first_credits_again_by_deleting_the_account() {
        Member member = member();
        String freeze = "/api/accounts/" + member.account() + "/";
        assertThat(api.admin(freeze + "freeze", "{\"reason\":\"fraud\"}").status())
                .isEqualTo(200);
        problem(delete(member.token(), "{}"), 409, "account_blocked");
        api.admin(freeze + "unfreeze", "{\"reason\":\"cleared\"}");
        assertThat(delete(member.token(), "{}").status()).isEqualTo(204);

        String again =
                "{\"email\":\"" + member.email().toUpperCase(Locale.ROOT) + "\",\"password\":\"" + PASSWORD + "\"}";
        problem(api.post("/api/auth/register", again), 409, "email_taken");
        api.database.execute("UPDATE former SET until = clock_timestamp()");
        assertThat(api.post("/api/auth/register", again).status()).isEqualTo(201);
    }

    @Test
    void wants_a_password_or_a_log_in_of_just_now() {
        Member member = member();
        longAgo(member);
        String token = token(member);
        problem(delete(token, "{}"), 403, "proof_required");
        problem(delete(token, "{\"password\":\"not this one\"}"), 401, "wrong_login");
        assertThat(delete(token, "{\"password\":\"" + PASSWORD + "\"}").status())
                .isEqualTo(204);

        Customer customer = api.customer("free");
        problem(delete(customer.key(), "{}"), 403, "proof_required");
        problem(delete(customer.key(), "{\"password\":\"any\"}"), 401, "wrong_login");
    }

    @Test
    void wants_it_said_that_what_was_bought_is_lost() {
        Member member = member();
        buy(member.account(), "12.5");
        Answer refused = delete(member.token(), "{}");
        problem(refused, 409, "forfeit_required");
        assertThat(refused.field("bought")).isEqualTo("12.5");
        assertThat(api.get("/api/me", member.token()).status()).isEqualTo(200);
        assertThat(delete(member.token(), "{\"forfeit\":true}").status()).isEqualTo(204);
    }

    @Test
    void revokes_the_keys_of_a_deleted_account() {
        Member member = member();
        String key = api.key(member.account());
        assertThat(api.get("/api/me", key).status()).isEqualTo(200);
        assertThat(delete(member.token(), "{}").status()).isEqualTo(204);
        api.until(() -> api.get("/api/me", key).status() == 401);
    }
}

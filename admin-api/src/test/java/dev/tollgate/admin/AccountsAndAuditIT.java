package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Answer;
import dev.tollgate.admin.TestApi.Customer;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Administrators find accounts, and what any of them did is written down. */
final class AccountsAndAuditIT extends ApiTest {

    private Answer get(String path) {
        return api.send(api.request(path).header("x-admin-key", TestApi.ADMIN_KEY));
    }

    private static List<String> values(JsonNode rows, String field) {
        List<String> values = new ArrayList<>();
        rows.forEach(row -> values.add(row.path(field).asString()));
        return values;
    }

    private void admin(String path, String body) {
        Answer answer = api.admin(path, body);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    @Test
    void accounts_are_found_by_the_beginning_of_their_address_page_by_page() {
        for (int i = 0; i < 5; i++) {
            api.admin("/api/accounts", "{\"email\":\"Find_me" + i + "@example.com\"}");
        }
        api.admin("/api/accounts", "{\"email\":\"findXme@example.com\"}");
        List<String> found = new ArrayList<>();
        String cursor = "";
        do {
            Answer page = get("/api/accounts?email=find_ME&limit=2" + cursor);
            found.addAll(values(page.json().path("accounts"), "email"));
            cursor = page.field("nextCursor").isEmpty() ? "" : "&cursor=" + page.field("nextCursor");
        } while (!cursor.isEmpty());
        assertThat(found)
                .containsExactly(
                        "Find_me4@example.com",
                        "Find_me3@example.com",
                        "Find_me2@example.com",
                        "Find_me1@example.com",
                        "Find_me0@example.com");
    }

    @Test
    void accounts_are_found_by_plan_by_freeze_and_by_debt() {
        Customer frozen = api.customer("daily");
        Customer owing = api.customer("empty");
        admin("/api/accounts/" + frozen.account() + "/freeze", "{\"reason\":\"stolen card\"}");
        admin(
                "/api/credits/adjust",
                "{\"account\":\"" + owing.account()
                        + "\",\"amount\":\"-5\",\"reason\":\"late fee\",\"idempotencyKey\":\"debt\"}");
        assertThat(values(get("/api/accounts?frozen=true&plan=daily").json().path("accounts"), "account"))
                .containsExactly(frozen.account());
        assertThat(values(get("/api/accounts?inDebt=true").json().path("accounts"), "account"))
                .containsExactly(owing.account());
        assertThat(values(get("/api/accounts?plan=daily&frozen=false").json().path("accounts"), "account"))
                .doesNotContain(frozen.account());
    }

    private Answer segment(String account, String body, String adminKey) {
        return api.send(api.request("/api/accounts/" + account + "/segment")
                .header("x-admin-key", adminKey)
                .PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    private List<String> inSegment(String segment) {
        return values(get("/api/accounts?segment=" + segment).json().path("accounts"), "account");
    }

    @Test
    void accounts_are_put_into_segments_and_found_by_them() {
        String one = api.customer("free").account();
        String two = api.customer("free").account();
        for (String account : List.of(one, two, two)) {
            assertThat(segment(account, "{\"segment\":\"schools_2026\"}", TestApi.ADMIN_KEY)
                            .field("segment"))
                    .isEqualTo("schools_2026");
        }
        assertThat(inSegment("schools_2026")).containsExactlyInAnyOrder(one, two);
        assertThat(get("/api/accounts/" + one)
                        .json()
                        .path("account")
                        .path("segment")
                        .asString())
                .isEqualTo("schools_2026");
        assertThat(segment(one, "{\"segment\":\"\"}", TestApi.ADMIN_KEY).status())
                .isEqualTo(200);
        assertThat(inSegment("schools_2026")).containsExactly(two);
        assertThat(values(get("/api/audit?target=" + two).json().path("audit"), "action"))
                .as("a change is written down, once")
                .containsExactly("account.segment", "account.create");
        JsonNode taken = get("/api/audit?target=" + one).json().path("audit").get(0);
        assertThat(taken.path("was").path("segment").asString()).isEqualTo("schools_2026");
        assertThat(taken.path("became").path("segment").asString()).isEmpty();
        api.database.execute("UPDATE account SET deleted_at = now() WHERE public_id = '" + two + "'");
        assertThat(inSegment("schools_2026")).as("who is deleted is in none").isEmpty();

        for (String wrong : List.of("{}", "{\"segment\":\"Big Ones\"}", "{\"segment\":7}", "{\"segment\":\"-x\"}")) {
            Answer refused = segment(one, wrong, TestApi.ADMIN_KEY);
            assertThat(refused.status()).as(wrong).isEqualTo(400);
            assertThat(refused.field("code")).isEqualTo("invalid_field");
        }
        assertThat(segment("acc_none", "{\"segment\":\"x\"}", TestApi.ADMIN_KEY).status())
                .isEqualTo(404);
        assertThat(segment(one, "{\"segment\":\"x\"}", "wrong").status()).isEqualTo(401);
    }

    @Test
    void an_account_is_shown_with_its_keys_but_not_what_they_open_with() {
        Customer customer = api.customer("free");
        Answer detail = get("/api/accounts/" + customer.account());
        assertThat(detail.json().path("account").path("credits").asString()).isEqualTo("10");
        JsonNode key = detail.json().path("keys").get(0);
        assertThat(customer.key())
                .startsWith(key.path("prefix").asString())
                .endsWith(key.path("last4").asString());
        assertThat(detail.text()).doesNotContain(customer.key()).doesNotContain("hash");
        assertThat(values(detail.json().path("lastEntries"), "kind")).containsExactly("grant");
        assertThat(get("/api/accounts/acc_none").status()).isEqualTo(404);
    }

    @Test
    void lists_are_for_administrators_and_say_what_they_take() {
        String key = api.customer("free").key();
        for (String path : List.of("/api/accounts", "/api/accounts/acc_x", "/api/audit", "/api/promo-codes")) {
            assertThat(api.get(path, key).status()).as(path).isEqualTo(401);
        }
        for (String query : List.of("limit=0", "limit=x", "cursor=abc", "frozen=yes", "color=red", "plan=a&plan=b")) {
            assertThat(get("/api/accounts?" + query).status()).as(query).isEqualTo(400);
        }
    }

    @Test
    void what_administrators_do_is_written_down_once_and_what_was_refused_is_not() {
        String account = api.customer("free").account();
        String grant =
                "{\"account\":\"" + account + "\",\"amount\":\"2\",\"reason\":\"sorry\",\"idempotencyKey\":\"g\"}";
        admin("/api/credits/grant", grant);
        admin("/api/credits/grant", grant);
        assertThat(api.admin("/api/credits/grant", grant.replace("\"2\"", "\"3\""))
                        .status())
                .isEqualTo(409);
        admin("/api/credits/adjust", grant.replace("\"g\"", "\"a\"").replace("\"2\"", "\"-1\""));
        admin("/api/accounts/" + account + "/freeze", "{\"reason\":\"x\"}");
        admin("/api/accounts/" + account + "/freeze", "{\"reason\":\"it is already\"}");
        admin("/api/accounts/" + account + "/unfreeze", "{\"reason\":\"y\"}");
        JsonNode rows = get("/api/audit?target=" + account).json().path("audit");
        assertThat(values(rows, "action"))
                .containsExactly(
                        "account.unfreeze", "account.freeze", "credits.adjust", "credits.grant", "account.create");
        assertThat(values(rows, "actor")).containsOnly("admin key");
        assertThat(rows.get(1).path("was").path("frozen").booleanValue()).isFalse();
        assertThat(rows.get(1).path("became").path("frozen").booleanValue()).isTrue();
        assertThat(rows.get(0).path("was").path("frozen").booleanValue()).isTrue();
        assertThat(rows.get(3).path("became").path("credits").asString()).isEqualTo("2");
        assertThat(api.database.query("SELECT count(*) FROM audit a JOIN audit b ON b.seq = a.seq - 1"
                        + " WHERE a.hash <> tg_audit_hash(b.hash, a)"))
                .containsExactly("0");
    }

    @Test
    void the_gateway_itself_can_change_nothing_that_is_written_down() {
        for (String change : List.of(
                "UPDATE audit SET reason = 'x'",
                "DELETE FROM audit",
                "TRUNCATE audit",
                "INSERT INTO audit SELECT * FROM audit",
                "UPDATE audit_head SET seq = 0")) {
            assertThat(refusal("SET ROLE tollgate_app; " + change)).as(change).contains("permission denied");
        }
        admin("/api/accounts/" + api.customer("free").account() + "/freeze", "{\"reason\":\"x\"}");
        for (String change : List.of("UPDATE audit SET reason = 'x'", "DELETE FROM audit", "TRUNCATE audit")) {
            assertThat(refusal(change)).as("the owner: " + change).contains("append-only");
        }
    }

    private String refusal(String sql) {
        try {
            api.database.execute(sql);
            return "done";
        } catch (IllegalStateException refused) {
            return String.valueOf(refused.getCause());
        }
    }
}

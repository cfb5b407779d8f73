package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Answer;
import dev.tollgate.admin.TestApi.Customer;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Plans over HTTP: what there is, what an account has, who may change it. */
final class PlanApiIT extends ApiTest {

    private Answer change(Customer customer, String plan, String when) {
        return api.post("/api/me/plan", customer.key(), "{\"plan\":\"" + plan + "\",\"when\":\"" + when + "\"}");
    }

    private Answer byAdmin(String account, String body) {
        return api.admin(
                "/api/accounts/" + account + "/plan", body, "x-admin-actor", "ann", "x-request-id", "ticket-9");
    }

    private void assertRefused(Answer answer, int status, String code) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        assertThat(answer.field("code")).isEqualTo(code);
    }

    @Test
    void shows_the_plans_to_everybody() {
        Answer plans = api.send(api.request("/api/plans"));
        assertThat(plans.status()).isEqualTo(200);
        JsonNode free = plans.json().path("plans").get(0);
        assertThat(free)
                .isEqualTo(
                        TestApi.JSON.readTree(
                                """
                        {"name":"free","price":null,"grants":[{"credits":"10","every":"once","unused":"keep"}],
                         "limits":{"requestsPerMinute":60,"tokensPerMinute":100000,"concurrent":8},"models":[]}"""));
        assertThat(plans.text())
                .contains("\"price\":{\"usd\":\"20\",\"every\":\"month\"}", "\"tokensPerMonth\":1000000");
    }

    @Test
    void shows_an_account_its_plan_and_its_month() {
        JsonNode own = api.get("/api/me/plan", api.customer("basic").key()).json();
        assertThat(own.path("plan").asString()).isEqualTo("basic");
        assertThat(own.path("until").isNull()).isTrue();
        assertThat(own.path("tokens"))
                .isEqualTo(TestApi.JSON.readTree("{\"month\":0,\"reserved\":0,\"lifetime\":0,\"perMonth\":1000000}"));
        Instant begins = Instant.parse(own.path("month").path("from").asString());
        assertThat(begins)
                .isBefore(Instant.parse(own.path("month").path("until").asString()));
        assertThat(begins.toString()).endsWith("T00:00:00Z");
    }

    @Test
    void an_account_takes_a_plan_without_a_price_now_or_at_the_end_of_its_month() {
        Customer customer = api.customer("free");
        assertThat(change(customer, "basic", "now").field("plan")).isEqualTo("basic");
        assertThat(available(customer)).isEqualTo("13");
        assertThat(api.get("/v1/tollgate/me", customer.key()).field("plan")).isEqualTo("basic");
        Answer later = change(customer, "daily", "period_end");
        assertThat(later.field("plan")).isEqualTo("basic");
        assertThat(later.field("next")).isEqualTo("daily");
        assertThat(change(customer, "free", "now").field("next")).isEmpty();
        assertThat(change(customer, "basic", "now").status()).isEqualTo(200);
        assertThat(available(customer)).as("nothing is given twice").isEqualTo("13");
    }

    @Test
    void plans_with_a_price_and_those_of_the_operator_are_refused() {
        Customer customer = api.customer("free");
        assertRefused(change(customer, "pro", "now"), 402, "plan_not_free");
        assertRefused(change(customer, "pro", "period_end"), 402, "plan_not_free");
        assertRefused(change(customer, "enterprise", "now"), 403, "plan_by_operator");
        assertRefused(change(customer, "platinum", "now"), 400, "invalid_field");
        assertRefused(change(customer, "basic", "tomorrow"), 400, "invalid_field");
        assertRefused(api.post("/api/me/plan", "tg_live_wrong", "{}"), 401, "invalid_api_key");
        assertThat(api.get("/api/me/plan", customer.key()).field("plan")).isEqualTo("free");
    }

    @Test
    void the_owner_of_a_plan_that_was_sold_takes_back_what_was_to_follow_it() {
        Customer customer = api.customer("free");
        byAdmin(customer.account(), "{\"plan\":\"pro\",\"reason\":\"paid\"}");
        assertThat(change(customer, "free", "period_end").field("next")).isEqualTo("free");
        Answer kept = change(customer, "pro", "period_end");
        assertThat(kept.status()).as(kept.text()).isEqualTo(200);
        assertThat(kept.json().path("next").isNull()).isTrue();
        assertThat(change(customer, "pro", "now").status()).isEqualTo(200);
        assertThat(audit(customer.account()))
                .as("what changes nothing is not written down")
                .hasSize(4);
        assertRefused(change(customer, "enterprise", "now"), 403, "plan_by_operator");
    }

    @Test
    void plans_are_not_changed_back_and_forth_for_ever() {
        Customer customer = api.customer("free");
        List<Integer> answers = IntStream.range(0, 12)
                .mapToObj(i ->
                        change(customer, i % 2 == 0 ? "basic" : "free", "now").status())
                .toList();
        assertThat(answers).contains(200).contains(429);
    }

    @Test
    void an_administrator_gives_any_plan_until_a_time_and_it_is_written_down() {
        Customer customer = api.customer("free");
        Answer given = byAdmin(
                customer.account(),
                "{\"plan\":\"enterprise\",\"until\":\"2999-01-01T00:00:00Z\",\"reason\":\"contract\"}");
        assertThat(given.field("plan")).isEqualTo("enterprise");
        assertThat(given.field("until")).isEqualTo("2999-01-01T00:00:00Z");
        JsonNode row = audit(customer.account()).get(0);
        assertThat(row.path("actor").asString()).isEqualTo("ann");
        assertThat(row.path("action").asString()).isEqualTo("plan.set");
        assertThat(row.path("reason").asString()).isEqualTo("contract");
        assertThat(row.path("requestId").asString()).isEqualTo("ticket-9");
        assertThat(row.path("was")).isEqualTo(TestApi.JSON.readTree("{\"plan\":\"free\"}"));
        assertThat(row.path("became"))
                .isEqualTo(TestApi.JSON.readTree("{\"plan\":\"enterprise\",\"until\":\"2999-01-01T00:00:00Z\"}"));
    }

    private JsonNode audit(String target) {
        return api.send(api.request("/api/audit?target=" + target).header("x-admin-key", TestApi.ADMIN_KEY))
                .json()
                .path("audit");
    }

    @Test
    void what_an_administrator_mistypes_is_named() {
        String account = api.customer("free").account();
        for (String body : List.of(
                "{\"plan\":\"pro\"}",
                "{\"reason\":\"x\"}",
                "{\"plan\":\"pro\",\"reason\":\"x\",\"until\":\"2020-01-01T00:00:00Z\"}",
                "{\"plan\":\"pro\",\"reason\":\"x\",\"when\":\"period_end\",\"until\":\"2999-01-01T00:00:00Z\"}")) {
            assertRefused(byAdmin(account, body), 400, "invalid_field");
        }
        assertRefused(byAdmin("acc_none", "{\"plan\":\"pro\",\"reason\":\"x\"}"), 404, "not_found");
        Answer stranger = api.post(
                "/api/accounts/" + account + "/plan", api.customer("free").key(), "{}");
        assertRefused(stranger, 401, "invalid_admin_key");
    }

    @Test
    void a_code_gives_its_credits_once() {
        Customer customer = api.customer("free");
        Answer redeemed = redeem(customer, " gift10 ");
        assertThat(redeemed.json())
                .isEqualTo(TestApi.JSON.readTree("{\"status\":\"redeemed\",\"credits\":\"10\",\"available\":\"20\"}"));
        assertRefused(redeem(customer, "GIFT10"), 409, "code_used");
        assertThat(redeem(customer, "twice").status()).isEqualTo(200);
        assertThat(redeem(customer, "twice").status()).isEqualTo(200);
        assertRefused(redeem(customer, "twice"), 409, "code_used");
        assertThat(available(customer)).isEqualTo("22");
        assertThat(api.send(api.request("/api/promo-codes").header("x-admin-key", TestApi.ADMIN_KEY))
                        .json()
                        .path("promoCodes")
                        .get(1)
                        .path("used")
                        .asLong())
                .isEqualTo(2);
    }

    private Answer redeem(Customer customer, String code) {
        return api.post("/api/credits/redeem", customer.key(), "{\"code\":\"" + code + "\"}");
    }

    @Test
    void a_discount_is_told_and_kept_for_the_checkout() {
        assertThat(redeem(api.customer("free"), "spring-sale").json())
                .isEqualTo(TestApi.JSON.readTree(
                        "{\"status\":\"for_checkout\",\"percentOff\":\"12.5\",\"available\":\"10\"}"));
    }

    @Test
    void unknown_codes_and_ended_ones_are_answered_alike() {
        Customer customer = api.customer("free");
        Answer unknown = redeem(customer, "nothing");
        Answer ended = redeem(customer, "ended");
        assertRefused(unknown, 404, "unknown_code");
        assertThat(withoutId(ended)).isEqualTo(withoutId(unknown));
        assertRefused(redeem(customer, "SALE_CODE"), 404, "unknown_code");
        assertRefused(redeem(customer, "for-pro"), 403, "code_of_other_plan");
    }

    private static String withoutId(Answer answer) {
        return answer.status() + answer.text().replaceAll("\"requestId\":\"[^\"]*\"", "");
    }

    @Test
    void who_guesses_is_slowed_down() {
        Customer customer = api.customer("free");
        List<Integer> answers = IntStream.range(0, 12)
                .mapToObj(i -> redeem(customer, "guess" + i).status())
                .toList();
        assertThat(answers).contains(404).contains(429);
    }
}

package dev.tollgate.admin;

import static dev.tollgate.admin.SelfServiceIT.problem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Answer;
import dev.tollgate.admin.TestApi.Customer;
import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What clients made for OpenRouter ask. */
final class OpenRouterApiIT extends ApiTest {

    private void spend(String key, String credits) {
        Answer spent = api.post(
                "/api/credits/use",
                key,
                "{\"amount\":\"" + credits + "\",\"idempotencyKey\":\"" + TestApi.email() + "\"}");
        assertThat(spent.status()).as(spent.text()).isEqualTo(200);
    }

    private static BigDecimal number(JsonNode data, String name) {
        assertThat(data.path(name).isNumber()).as(data.toString()).isTrue();
        return data.path(name).decimalValue();
    }

    @Test
    void a_key_tells_its_own_usage_and_its_tightest_budget() {
        Customer customer = api.customer("free");
        Answer made = api.post(
                "/api/keys", customer.key(), "{\"name\":\"app\",\"budgets\":{\"month\":\"8\",\"total\":\"5\"}}");
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        spend(customer.key(), "1.5");
        spend(made.field("key"), "2");

        JsonNode own = api.get("/api/v1/key", made.field("key")).json().path("data");
        BigDecimal usd = number(own, "usage").divide(new BigDecimal("2"));
        assertThat(usd.signum()).isPositive();
        for (String usage : new String[] {"usage_daily", "usage_weekly", "usage_monthly"}) {
            assertThat(number(own, usage)).as(usage).isEqualByComparingTo(usd.multiply(new BigDecimal("2")));
        }
        assertThat(number(own, "limit")).isEqualByComparingTo(usd.multiply(new BigDecimal("5")));
        assertThat(number(own, "limit_remaining")).isEqualByComparingTo(usd.multiply(new BigDecimal("3")));
        assertThat(own.path("limit_reset").isNull()).isTrue();
        assertThat(own.path("is_free_tier").asBoolean()).isTrue();
        assertThat(made.field("key")).startsWith(own.path("label").asString().split("\\.\\.\\.")[0]);

        JsonNode first = api.get("/api/v1/auth/key", customer.key()).json().path("data");
        assertThat(number(first, "usage")).isEqualByComparingTo(usd.multiply(new BigDecimal("1.5")));
        assertThat(first.path("limit").isNull()).isTrue();

        JsonNode credits = api.get("/api/v1/credits", customer.key()).json().path("data");
        assertThat(number(credits, "total_credits")).isEqualByComparingTo(usd.multiply(new BigDecimal("10")));
        assertThat(number(credits, "total_usage")).isEqualByComparingTo(usd.multiply(new BigDecimal("3.5")));
    }

    @Test
    void amounts_are_plain_and_what_is_left_is_what_can_be_spent() {
        Customer customer = api.customer("free");
        api.admin(
                "/api/credits/grant",
                "{\"account\":\"" + customer.account()
                        + "\",\"amount\":\"190\",\"source\":\"promo\",\"reason\":\"test\"," + "\"idempotencyKey\":\""
                        + TestApi.email() + "\"}");
        Answer credits = api.get("/api/v1/credits", customer.key());
        assertThat(credits.text()).doesNotContainIgnoringCase("e+").doesNotContainPattern("\\.\\d*0[,}]");
        api.database.expireLots(Long.parseLong(api.database
                .query("SELECT id FROM account WHERE public_id = '" + customer.account() + "'")
                .get(0)));
        JsonNode data = api.get("/api/v1/credits", customer.key()).json().path("data");
        assertThat(number(data, "total_credits")).isEqualByComparingTo(number(data, "total_usage"));
    }

    @Test
    void nothing_is_told_without_a_key() {
        problem(api.get("/api/v1/key", "guess"), 401, "invalid_api_key");
        problem(api.get("/api/v1/credits", "guess"), 401, "invalid_api_key");
    }
}

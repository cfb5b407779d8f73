package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Answer;
import dev.tollgate.admin.TestApi.Customer;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Apps that spend their users' credits. */
final class SpendApiIT extends ApiTest {

    private Customer customerWith(String amount) {
        Customer customer = api.customer("empty");
        api.admin(
                "/api/credits/grant",
                "{\"account\":\"" + customer.account() + "\",\"amount\":\"" + amount
                        + "\",\"reason\":\"test\",\"idempotencyKey\":\"" + UUID.randomUUID() + "\"}");
        return customer;
    }

    private Answer spend(Customer customer, String fields) {
        return api.post("/api/credits/use", customer.key(), "{" + fields + "}");
    }

    @Test
    void spends_once_for_one_key_and_answers_the_same_again() {
        Customer customer = customerWith("10");
        String fields = "\"amount\":\"2.5\",\"service\":\"sms\",\"reason\":\"a text\",\"tags\":{\"job\":\"42\"},"
                + "\"idempotencyKey\":\"k1\"";

        Answer first = spend(customer, fields);
        spend(customer, "\"amount\":\"1\",\"idempotencyKey\":\"k2\"");
        Answer again = api.post("/api/credits/spend", customer.key(), "{" + fields + "}");

        assertThat(first.status()).isEqualTo(200);
        assertThat(first.field("status")).isEqualTo("spent");
        assertThat(first.field("credits")).isEqualTo("2.5");
        assertThat(first.json().path("balance").path("available").asString()).isEqualTo("7.5");
        assertThat(again.field("status")).isEqualTo("already_spent");
        assertThat(again.field("id")).isEqualTo(first.field("id"));
        assertThat(again.json().path("balance")).isEqualTo(first.json().path("balance"));
        assertThat(available(customer)).isEqualTo("6.5");
        Answer logged = api.get("/v1/tollgate/requests/" + first.field("id"), customer.key());
        assertThat(logged.field("model")).isEqualTo("sms");
        assertThat(logged.json().path("tags").path("reason").asString()).isEqualTo("a text");
        assertThat(logged.json().path("charge").path("usd").asString()).isEqualTo("0.25");
    }

    @Test
    void spends_so_many_of_a_service_at_its_price() {
        Customer customer = customerWith("10");
        Answer bundles = spend(customer, "\"service\":\"bundle\",\"quantity\":3,\"idempotencyKey\":\"b\"");
        assertThat(bundles.field("credits")).isEqualTo("7.5");
        Answer message = spend(customer, "\"service\":\"sms\",\"idempotencyKey\":\"s\"");
        assertThat(message.field("credits")).isEqualTo("0.0948");
        assertThat(spend(customer, "\"service\":\"bundle\",\"dryRun\":true").status())
                .isEqualTo(402);
        Answer logged = api.get("/v1/tollgate/requests/" + bundles.field("id"), customer.key());
        assertThat(logged.json()
                        .path("charge")
                        .path("lines")
                        .path(0)
                        .path("quantity")
                        .asLong())
                .as(logged.text())
                .isEqualTo(3);
        Answer again = spend(customer, "\"service\":\"bundle\",\"quantity\":2,\"idempotencyKey\":\"b\"");
        assertThat(again.status()).isEqualTo(409);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "\"service\":\"fax\"; service",
                "\"service\":\"sms\",\"quantity\":0; quantity",
                "\"service\":\"sms\",\"quantity\":-1; quantity",
                "\"service\":\"sms\",\"quantity\":1.5; quantity",
                "\"service\":\"sms\",\"quantity\":99999999999; quantity",
                "\"service\":\"sms\",\"amount\":1,\"quantity\":2; quantity",
                "\"quantity\":2; quantity"
            })
    void names_what_is_wrong_with_a_service(String fields, String field) {
        Answer refused = spend(customerWith("10"), fields + ",\"idempotencyKey\":\"k\"");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.field("field")).isEqualTo(field);
    }

    @Test
    void takes_no_half_characters_which_would_all_become_the_same_key() {
        Customer customer = customerWith("10");
        for (String half : new String[] {"\\ud800", "\\udbff", "x\\udc00"}) {
            Answer refused = spend(customer, "\"amount\":1,\"idempotencyKey\":\"" + half + "\"");
            assertThat(refused.field("field")).isEqualTo("idempotencyKey");
        }
        assertThat(spend(customer, "\"amount\":1,\"idempotencyKey\":\"\\ud83d\\ude00\"")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void tells_apart_tags_that_look_alike() {
        Customer customer = customerWith("10");
        spend(customer, "\"amount\":1,\"idempotencyKey\":\"k\",\"tags\":{\"a\":\"b, c=d\"}");
        assertThat(spend(customer, "\"amount\":1,\"idempotencyKey\":\"k\",\"tags\":{\"a\":\"b\",\"c\":\"d\"}")
                        .status())
                .isEqualTo(409);
    }

    @Test
    void a_dry_run_knows_that_an_account_is_frozen() {
        Customer customer = customerWith("10");
        api.admin("/api/accounts/" + customer.account() + "/freeze", "{\"reason\":\"stolen card\"}");
        assertThat(spend(customer, "\"amount\":1,\"dryRun\":true").status()).isEqualTo(403);
    }

    @Test
    void refuses_a_key_that_stands_for_another_spend() {
        Customer customer = customerWith("10");
        spend(customer, "\"amount\":1,\"idempotencyKey\":\"k\"");
        Answer other = spend(customer, "\"amount\":2,\"idempotencyKey\":\"k\"");
        assertThat(other.status()).isEqualTo(409);
        assertThat(other.field("code")).isEqualTo("idempotency_key_reused");
        assertThat(available(customer)).isEqualTo("9");
    }

    @Test
    void tells_what_is_missing() {
        Customer customer = customerWith("1");
        for (String how : new String[] {"\"idempotencyKey\":\"k\"", "\"dryRun\":true"}) {
            Answer answer = spend(customer, "\"amount\":\"1.5\"," + how);
            assertThat(answer.status()).isEqualTo(402);
            assertThat(answer.field("code")).isEqualTo("insufficient_credits");
            assertThat(answer.field("needed")).isEqualTo("1.5");
            assertThat(answer.field("available")).isEqualTo("1");
        }
    }

    @Test
    void a_dry_run_spends_nothing() {
        Customer customer = customerWith("3");
        Answer answer = spend(customer, "\"amount\":\"3\",\"dryRun\":true");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.field("status")).isEqualTo("affordable");
        assertThat(available(customer)).isEqualTo("3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "amount | \"idempotencyKey\":\"k\"",
                "amount | \"amount\":0,\"idempotencyKey\":\"k\"",
                "amount | \"amount\":-1,\"idempotencyKey\":\"k\"",
                "amount | \"amount\":\"NaN\",\"idempotencyKey\":\"k\"",
                "amount | \"amount\":1e999,\"idempotencyKey\":\"k\"",
                "amount | \"amount\":99999999999999999999,\"idempotencyKey\":\"k\"",
                "amount | \"amount\":\"0.0000000001\",\"idempotencyKey\":\"k\"",
                "idempotencyKey | \"amount\":1",
                "tags | \"amount\":1,\"idempotencyKey\":\"k\",\"tags\":[1]",
                "tags | \"amount\":1,\"idempotencyKey\":\"k\",\"reason\":\"a\",\"tags\":{\"reason\":\"b\"}",
                "dryRun | \"amount\":1,\"idempotencyKey\":\"k\",\"dryRun\":\"yes\"",
                "account | \"amount\":1,\"idempotencyKey\":\"k\",\"account\":\"acc_other\""
            })
    void tells_which_field_is_wrong(String field, String fields) {
        Customer customer = customerWith("3");
        Answer answer = spend(customer, fields);
        assertThat(answer.status()).as(fields).isEqualTo(400);
        assertThat(answer.field("field")).isEqualTo(field);
        assertThat(available(customer)).isEqualTo("3");
    }

    @Test
    void needs_a_key() {
        assertThat(api.post("/api/credits/use", "tg_live_x", "{\"amount\":1}").status())
                .isEqualTo(401);
    }
}

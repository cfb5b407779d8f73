package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Answer;
import dev.tollgate.admin.TestApi.Customer;
import java.net.http.HttpRequest;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Grants, and balances with where they come from. */
final class CreditsApiIT extends ApiTest {

    private Answer grant(String account, String fields) {
        String reason = fields.contains("reason") ? "" : "\"reason\":\"test\",";
        return api.admin("/api/credits/grant", "{\"account\":\"" + account + "\"," + reason + fields + "}");
    }

    @Test
    void grants_once_for_one_key_and_says_so_the_second_time() {
        Customer customer = api.customer("empty");
        String fields = "\"amount\":\"12.5\",\"reason\":\"welcome\",\"idempotencyKey\":\"" + UUID.randomUUID() + "\"";

        Answer first = grant(customer.account(), fields);
        Answer second = grant(customer.account(), fields);

        assertThat(first.json())
                .isEqualTo(TestApi.JSON.readTree(
                        """
                        {"account":"%s","granted":"12.5","status":"granted",
                         "balance":{"available":"12.5","onHold":"0","debt":"0","usd":"1.25"}}"""
                                .formatted(customer.account())));
        assertThat(second.status()).isEqualTo(200);
        assertThat(second.field("status")).isEqualTo("already_granted");
        assertThat(available(customer)).isEqualTo("12.5");
    }

    @Test
    void refuses_a_key_that_stands_for_another_grant() {
        Customer customer = api.customer("empty");
        Customer other = api.customer("empty");
        String key = "\"idempotencyKey\":\"" + UUID.randomUUID() + "\"";
        assertThat(grant(customer.account(), "\"amount\":1," + key).status()).isEqualTo(200);

        Answer more = grant(customer.account(), "\"amount\":2," + key);
        Answer elsewhere = grant(other.account(), "\"amount\":1," + key);
        Answer otherwise = grant(customer.account(), "\"amount\":1,\"source\":\"promo\"," + key);
        Answer because = grant(customer.account(), "\"amount\":1,\"reason\":\"another\"," + key);
        Answer until = grant(customer.account(), "\"amount\":1,\"expiresAt\":\"2099-01-01T00:00:00Z\"," + key);

        assertThat(List.of(more.status(), elsewhere.status(), otherwise.status(), because.status(), until.status()))
                .containsOnly(409);
        assertThat(more.field("code")).isEqualTo("idempotency_key_reused");
        assertThat(available(customer)).isEqualTo("1");
        assertThat(available(other)).isEqualTo("0");
    }

    @Test
    void grants_once_when_the_same_request_comes_many_times_at_once() {
        Customer customer = api.customer("empty");
        String fields = "\"amount\":\"3\",\"idempotencyKey\":\"" + UUID.randomUUID() + "\"";

        List<CompletableFuture<Answer>> answers = IntStream.range(0, 16)
                .mapToObj(i -> CompletableFuture.supplyAsync(() -> grant(customer.account(), fields)))
                .toList();

        assertThat(answers.stream().map(CompletableFuture::join))
                .allMatch(answer -> answer.status() == 200)
                .filteredOn(answer -> answer.field("status").equals("granted"))
                .hasSize(1);
        assertThat(available(customer)).isEqualTo("3");
    }

    @Test
    void finds_the_account_by_address_or_user_id_and_the_key_in_the_header() {
        String email = TestApi.email();
        Answer created = api.admin("/api/accounts", "{\"email\":\"" + email + "\",\"plan\":\"empty\"}");
        String key = UUID.randomUUID().toString();

        assertThat(api.admin(
                                "/api/credits/grant",
                                "{\"email\":\"" + email + "\",\"amount\":1,\"reason\":\"test\"}",
                                "Idempotency-Key",
                                key)
                        .status())
                .isEqualTo(200);
        assertThat(api.admin(
                                "/api/credits/grant",
                                "{\"userId\":\"" + created.field("account")
                                        + "\",\"amount\":1,\"reason\":\"test\",\"idempotencyKey\":\"" + key + "\"}")
                        .field("status"))
                .isEqualTo("already_granted");
        assertThat(grant("acc_nobody", "\"amount\":1,\"idempotencyKey\":\"k\"").status())
                .isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "amount         | \"amount\":0",
                "amount         | \"amount\":\"0.0\"",
                "amount         | \"amount\":-1",
                "amount         | \"amount\":\"-1\"",
                "amount         | \"amount\":\"1e3\"",
                "amount         | \"amount\":\" 1\"",
                "amount         | \"amount\":\"١\"",
                "amount         | \"amount\":\"0.0000000001\"",
                "amount         | \"amount\":\"1000000000\"",
                "amount         | \"amount\":1e999999999",
                "amount         | \"amount\":true",
                "amount         | \"reason\":\"no amount\"",
                "reason         | \"amount\":1,\"reason\":\"a\\u0000b\"",
                "reason         | \"amount\":1,\"reason\":\" \"",
                "reason         | \"amount\":1,\"reason\":null",
                "source         | \"amount\":1,\"source\":\"gift\"",
                "source         | \"amount\":1,\"source\":\"PROMO\"",
                "expiresAt      | \"amount\":1,\"expiresAt\":\"2020-01-01T00:00:00Z\"",
                "expiresAt      | \"amount\":1,\"expiresAt\":\"tomorrow\"",
                "expiresAt      | \"amount\":1,\"expiresAt\":\"+1000000-01-01T00:00:00Z\"",
                "idempotencyKey | \"amount\":1,\"idempotencyKey\":\"\"",
                "idempotencyKey | \"amount\":1,\"idempotencyKey\":null",
                "account        | \"amount\":1,\"email\":\"other@example.com\"",
                "amuont         | \"amuont\":1"
            })
    void refuses_a_grant_by_the_field_that_is_wrong_and_grants_nothing(String field, String fields) {
        Customer customer = api.customer("empty");
        String key = fields.contains("idempotencyKey") ? "" : ",\"idempotencyKey\":\"" + UUID.randomUUID() + "\"";

        Answer refused = grant(customer.account(), fields + key);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.type()).isEqualTo("application/problem+json");
        assertThat(refused.field("field")).isEqualTo(field);
        assertThat(refused.field("detail")).startsWith("'" + field + "' ");
        assertThat(available(customer)).isEqualTo("0");
    }

    @Test
    void never_lets_a_balance_grow_beyond_what_the_ledger_can_count() {
        Customer customer = api.customer("empty");
        for (int i = 0; i < 4; i++) {
            assertThat(grant(
                                    customer.account(),
                                    "\"amount\":999999999,\"idempotencyKey\":\"" + UUID.randomUUID() + "\"")
                            .status())
                    .isEqualTo(200);
        }
        Answer tooMuch =
                grant(customer.account(), "\"amount\":999999999,\"idempotencyKey\":\"" + UUID.randomUUID() + "\"");
        assertThat(tooMuch.status()).isEqualTo(400);
        assertThat(available(customer)).isEqualTo("3999999996");
    }

    @Test
    void shows_what_is_left_of_each_source_in_the_order_of_spending() {
        Customer customer = api.customer("free");
        grant(
                customer.account(),
                "\"amount\":\"20\",\"source\":\"purchase\",\"idempotencyKey\":\"" + UUID.randomUUID() + "\"");
        grant(
                customer.account(),
                "\"amount\":\"0.000000001\",\"source\":\"promo\",\"expiresAt\":\"2090-01-01T00:00:00Z\","
                        + "\"idempotencyKey\":\"" + UUID.randomUUID() + "\"");

        assertThat(api.get("/api/credits/balance", customer.key()).json())
                .isEqualTo(
                        TestApi.JSON.readTree(
                                """
                                {"available":"30.000000001","onHold":"0","debt":"0","usd":"3.0000000001",
                                 "lifetimePurchased":"20","lifetimeGranted":"10.000000001","lifetimeSpent":"0","shownAs":"credits",
                                 "inUsd":{"available":"3.0000000001","onHold":"0","debt":"0",
                                          "lifetimePurchased":"2","lifetimeGranted":"1.0000000001","lifetimeSpent":"0"},
                                 "freeToday":null,
                                 "bySource":[{"source":"promo","available":"0.000000001","usd":"0.0000000001","expiresAt":"2090-01-01T00:00:00Z"},
                                             {"source":"plan","available":"10","usd":"1","expiresAt":null},
                                             {"source":"purchase","available":"20","usd":"2","expiresAt":null}]}"""));
    }

    @Test
    void gives_credits_for_certain_models_from_a_day_on_and_notes_what_they_cost() {
        Customer customer = api.customer("empty");
        grant(
                customer.account(),
                "\"amount\":\"3\",\"source\":\"promo\",\"models\":[\"sms\",\"gpt-4o*\"],\"costUsd\":\"0.25\",\"idempotencyKey\":\""
                        + UUID.randomUUID() + "\"");
        grant(
                customer.account(),
                "\"amount\":\"7\",\"effectiveAt\":\"2090-01-01T00:00:00Z\",\"idempotencyKey\":\"" + UUID.randomUUID()
                        + "\"");
        assertThat(available(customer)).isEqualTo("3");
        assertThat(api.database.query("SELECT cost / 1000000 || ' ' || models FROM credit_grant WHERE source = 'promo'"
                        + " AND granted = 3000000000"))
                .containsExactly("250 sms gpt-4o%");
        String use = "{\"amount\":1,\"service\":\"%s\",\"idempotencyKey\":\"k\"}";
        assertThat(api.post("/api/credits/use", customer.key(), String.format(use, "voice"))
                        .status())
                .isEqualTo(402);
        assertThat(api.post("/api/credits/use", customer.key(), String.format(use, "sms"))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void lets_nobody_grant_without_the_admin_key() {
        Customer customer = api.customer("empty");
        for (String[] header : List.of(
                new String[] {"x-admin-key", "wrong"},
                new String[] {"x-admin-key", ""},
                new String[] {"authorization", "Bearer " + customer.key()},
                new String[] {"authorization", "Bearer " + TestApi.ADMIN_KEY})) {
            Answer refused = api.send(api.request("/api/credits/grant")
                    .headers(header)
                    .header("content-type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{}")));
            assertThat(refused.status()).isEqualTo(401);
            assertThat(refused.field("code")).isEqualTo("invalid_admin_key");
        }
    }
}

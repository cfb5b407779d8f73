package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Answer;
import dev.tollgate.admin.TestApi.Customer;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Administrators who put things right. */
final class CorrectionApiIT extends ApiTest {

    private Answer correct(String what, Customer customer, String fields) {
        return api.admin("/api/credits/" + what, "{\"account\":\"" + customer.account() + "\"," + fields + "}");
    }

    private String spent(Customer customer, String amount) {
        return api.post(
                        "/api/credits/use",
                        customer.key(),
                        "{\"amount\":" + amount + ",\"idempotencyKey\":\"" + UUID.randomUUID() + "\"}")
                .field("id");
    }

    @Test
    void adjusts_up_and_down_once_per_key() {
        Customer customer = api.customer("empty");
        String up = "\"amount\":\"12.5\",\"reason\":\"goodwill\",\"idempotencyKey\":\"a1\"";
        Answer given = correct("adjust", customer, up);
        assertThat(given.status()).isEqualTo(200);
        assertThat(given.field("status")).isEqualTo("adjusted");
        assertThat(correct("adjust", customer, up).field("status")).isEqualTo("already_adjusted");

        Answer taken =
                correct("adjust", customer, "\"amount\":-2,\"reason\":\"typed twice\",\"idempotencyKey\":\"a2\"");
        assertThat(taken.field("credits")).isEqualTo("2");
        assertThat(taken.json().path("balance").path("available").asString()).isEqualTo("10.5");
        Answer turned =
                correct("adjust", customer, "\"amount\":\"-12.5\",\"reason\":\"goodwill\",\"idempotencyKey\":\"a1\"");
        assertThat(turned.status()).isEqualTo(409);
        assertThat(turned.field("code")).isEqualTo("idempotency_key_reused");
        assertThat(available(customer)).isEqualTo("10.5");
    }

    @Test
    void what_an_account_does_not_have_becomes_debt_that_blocks_it_until_it_is_paid() {
        Customer customer = api.customer("free");
        Answer taken =
                correct("adjust", customer, "\"amount\":-15,\"reason\":\"chargeback\",\"idempotencyKey\":\"d1\"");
        assertThat(taken.json().path("balance").path("debt").asString()).isEqualTo("5");
        assertThat(api.post("/api/credits/use", customer.key(), "{\"amount\":1,\"idempotencyKey\":\"x\"}")
                        .status())
                .isEqualTo(402);
        correct("grant", customer, "\"amount\":6,\"reason\":\"test\",\"idempotencyKey\":\"d2\"");
        assertThat(available(customer)).isEqualTo("1");
    }

    @Test
    void refunds_a_spend_in_parts_and_never_more_than_it_was() {
        Customer customer = api.customer("free");
        String request = spent(customer, "4");
        String of = "\"request\":\"" + request + "\",";

        Answer part = correct("refund", customer, of + "\"amount\":1,\"reason\":\"late\",\"idempotencyKey\":\"r1\"");
        assertThat(part.field("status")).isEqualTo("refunded");
        assertThat(correct("refund", customer, of + "\"amount\":3.1,\"reason\":\"late\",\"idempotencyKey\":\"r2\"")
                        .field("field"))
                .isEqualTo("amount");
        assertThat(correct("refund", customer, of + "\"reason\":\"late\",\"idempotencyKey\":\"r3\"")
                        .field("credits"))
                .isEqualTo("3");
        assertThat(available(customer)).isEqualTo("10");
        Answer stranger = correct("refund", api.customer("free"), of + "\"reason\":\"late\",\"idempotencyKey\":\"r4\"");
        assertThat(stranger.status()).isEqualTo(404);
    }

    @Test
    void fifty_refunds_with_one_key_at_once_are_one() throws Exception {
        Customer customer = api.customer("free");
        String fields = "\"request\":\"" + spent(customer, "8")
                + "\",\"amount\":2,\"reason\":\"late\",\"idempotencyKey\":\"fifty\"";
        Callable<Answer> refund = () -> correct("refund", customer, fields);
        ExecutorService threads = Executors.newFixedThreadPool(50);
        try {
            List<Future<Answer>> answers =
                    threads.invokeAll(Stream.generate(() -> refund).limit(50).toList());
            for (Future<Answer> answer : answers) {
                assertThat(answer.get().status()).isEqualTo(200);
            }
        } finally {
            threads.shutdownNow();
        }
        assertThat(available(customer)).isEqualTo("4");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "adjust; \"amount\":0,\"reason\":\"r\",\"idempotencyKey\":\"k\"; amount",
                "adjust; \"amount\":\"--1\",\"reason\":\"r\",\"idempotencyKey\":\"k\"; amount",
                "adjust; \"amount\":\"-\",\"reason\":\"r\",\"idempotencyKey\":\"k\"; amount",
                "adjust; \"amount\":-99999999999,\"reason\":\"r\",\"idempotencyKey\":\"k\"; amount",
                "adjust; \"amount\":\"NaN\",\"reason\":\"r\",\"idempotencyKey\":\"k\"; amount",
                "adjust; \"amount\":1,\"idempotencyKey\":\"k\"; reason",
                "adjust; \"amount\":1,\"reason\":\"r\"; idempotencyKey",
                "refund; \"request\":\"1-1-1-1-1\",\"idempotencyKey\":\"k\"; request",
                "refund; \"request\":\"nope\",\"idempotencyKey\":\"k\"; request",
                "refund; \"request\":\"01a1fd47-7124-7fbf-bfcd-0693273b19e5\",\"idempotencyKey\":\"k\"; reason",
                "refund; \"request\":\"01a1fd47-7124-7fbf-bfcd-0693273b19e5\",\"amount\":-1,\"idempotencyKey\":\"k\"; amount"
            })
    void names_the_field_that_cannot_be_taken(String what, String fields, String field) {
        Answer refused = correct(what, api.customer("free"), fields);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.field("field")).isEqualTo(field);
    }

    @Test
    void is_for_administrators_only() {
        Customer customer = api.customer("free");
        for (String path : List.of(
                "/api/credits/adjust",
                "/api/credits/refund",
                "/api/accounts/" + customer.account() + "/freeze",
                "/api/accounts/" + customer.account() + "/unfreeze")) {
            assertThat(api.post(path, customer.key(), "{}").status()).as(path).isEqualTo(401);
        }
    }

    @Test
    void freezes_and_thaws_an_account() {
        Customer customer = api.customer("free");
        String path = "/api/accounts/" + customer.account();
        String spend = "{\"amount\":1,\"idempotencyKey\":\"x\"}";
        assertThat(api.admin(path + "/freeze", "{}").field("field")).isEqualTo("reason");
        Answer frozen = api.admin(path + "/freeze", "{\"reason\":\"stolen card\"}");
        assertThat(frozen.json().path("frozen").asBoolean()).isTrue();
        Answer refused = api.post("/api/credits/use", customer.key(), spend);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.field("code")).isEqualTo("account_frozen");
        api.admin(path + "/unfreeze", "{\"reason\":\"all is well\"}");
        assertThat(api.post("/api/credits/use", customer.key(), spend).status()).isEqualTo(200);
        assertThat(api.admin("/api/accounts/acc_nobody/freeze", "{\"reason\":\"x\"}")
                        .status())
                .isEqualTo(404);
    }
}

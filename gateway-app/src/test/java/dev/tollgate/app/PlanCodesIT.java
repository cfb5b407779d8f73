package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.simulator.stripe.Card;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** A code takes something off the first payment of a plan, and of none after it; the credits are the same. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class PlanCodesIT {

    private static final String SESSION = "/api/billing/checkout-session";
    private static final Duration A_DAY = Duration.ofDays(1);
    private static final Duration A_MONTH = Duration.ofDays(32);

    private final Subscribers people = new Subscribers(Subscribers.RECOMMENDED);

    @AfterAll
    void close() {
        people.close();
    }

    private static String wish(String plan, String code) {
        return "{\"plan\":\"" + plan + "\",\"promoCode\":\"" + code + "\"}";
    }

    @ParameterizedTest
    @CsvSource({"basic, third, 667, 1667", "basic, ALL-OFF, 0, 1000", "named, THIRD, 334, 834"})
    void the_first_payment_is_less(String plan, String code, long first, long both) throws Exception {
        Subscriber it = people.subscriber();
        people.stripe.webhooks().release();
        JsonNode page = it.buy(SESSION, wish(plan, code));
        assertThat(page.path("usd").asString().replace(".", "")).isEqualTo(String.format("%03d", first));
        people.stripe.shopper().pay(page.path("session").asString());
        people.told();
        assertThat(it.has()).isEqualTo(plan.equals("basic") ? "basic 100" : "named 0");
        assertThat(it.chargedCents()).isEqualTo(first);
        people.stripe.advance(A_MONTH);
        people.told();
        assertThat(it.has()).isEqualTo(plan.equals("basic") ? "basic 200" : "named 0");
        assertThat(it.chargedCents()).isEqualTo(both);
        assertThat(people.stripe.received())
                .filteredOn(call -> call.method().equals("POST") && call.path().equals("/v1/coupons"))
                .allSatisfy(call -> assertThat(call.body()).contains("redeem_by="))
                .extracting(call -> String.valueOf(call.header("idempotency-key")))
                .contains("tg:coupon:" + page.path("order").asString());
        it.cancel();
        people.told();
        assertThat(it.refused(SESSION, wish(plan, code))).isEqualTo("code_used");
    }

    @Test
    void a_code_is_refused_where_nothing_is_to_be_taken_off() {
        Subscriber it = people.subscriber();
        assertThat(it.buy(SESSION, wish("tried", "THIRD")).path("error").toString()
                        + it.buy(SESSION, wish("tried", "THIRD")))
                .contains("no plan that has a trial");
        assertThat(it.buy(SESSION, wish("basic", "NEARLY")).toString()).contains("less than $0.50");
        assertThat(it.buy(SESSION, wish("yearly", "ALL-OFF")).toString()).contains("takes nothing off this plan");
    }

    @Test
    void a_page_that_is_not_paid_on_gives_the_code_back() {
        Subscriber it = people.subscriber();
        people.stripe.webhooks().release();
        JsonNode page = it.buy(SESSION, wish("basic", "THIRD"));
        people.stripe.shopper().abandon(page.path("session").asString());
        people.told();
        assertThat(it.buy(SESSION, wish("basic", "THIRD")).has("url")).isTrue();
    }

    @Test
    void a_plan_that_the_bank_refuses_in_the_end_gives_the_code_back() throws Exception {
        Subscriber it = people.subscriber();
        people.stripe.webhooks().release();
        String session = it.buy(SESSION, wish("basic", "THIRD")).path("session").asString();
        people.stripe.shopper().pay(session, Card.BANK_DEBIT);
        people.told();
        assertThat(it.refused(SESSION, wish("basic", "THIRD"))).isEqualTo("code_used");
        people.stripe.shopper().settle(session, false);
        people.stripe.advance(A_DAY);
        people.told();
        assertThat(it.has()).isEqualTo("test 0");
        assertThat(it.buy(SESSION, wish("basic", "THIRD")).has("url")).isTrue();
    }

    @Test
    void a_code_that_takes_off_everything_does_not_hide_that_the_price_differs() {
        Subscriber it = people.subscriber();
        assertThat(it.refused(SESSION, wish("dearer", "ALL-OFF"))).isEqualTo("price_differs");
    }
}

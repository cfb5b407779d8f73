package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.param.SubscriptionUpdateParams.ProrationBehavior;
import dev.tollgate.ledger.database.DatabaseUrl;
import dev.tollgate.ledger.proof.Check;
import dev.tollgate.ledger.proof.LedgerProof;
import dev.tollgate.ledger.proof.Witness;
import dev.tollgate.simulator.stripe.DeliveryPlan;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Subscriptions whose customers, prices and pages do not stay what they were. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SubscriptionEdgesIT {

    private static final Duration A_MONTH = Duration.ofDays(32);
    private static final Duration HALF_A_MONTH = Duration.ofDays(15);
    private static final int AT_ONCE = 6;

    private final Subscribers people =
            new Subscribers("checkout.session.*", "customer.subscription.*", "customer.deleted", "invoice.paid");

    @AfterAll
    void close() {
        assertThat(LedgerProof.of(DatabaseUrl.parse(people.gateway.database.r2dbcUrl()), Witness.NONE))
                .filteredOn(check -> !check.holds())
                .flatExtracting(Check::examples)
                .isEmpty();
        people.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whose_customer_is_deleted_buys_again_as_another_one(boolean reversed) throws Exception {
        Subscriber it = people.subscriber();
        people.stripe.webhooks().release();
        it.subscribe("basic");
        people.told();
        String customer = it.customer();
        people.stripe.webhooks().hold();
        people.client.v1().customers().delete(customer);
        List<String> events = new ArrayList<>(people.stripe.webhooks().held());
        assertThat(events).hasSizeGreaterThan(1);
        if (reversed) {
            Collections.reverse(events);
        }
        people.stripe.webhooks().deliver(DeliveryPlan.inOrder().ids(events));
        people.worked();
        assertThat(it.has()).isEqualTo("test 100");
        people.stripe.webhooks().release();
        it.subscribe("pro");
        people.told();
        assertThat(it.has()).isEqualTo("pro 500");
        assertThat(it.customer()).isNotEqualTo(customer);
        it.leave();
    }

    @Test
    void of_many_pages_that_are_asked_for_at_once_one_can_be_paid_on() throws Exception {
        Subscriber it = people.subscriber();
        people.stripe.webhooks().release();
        List<HttpResponse<String>> answers = it.checkouts(AT_ONCE);
        assertThat(answers)
                .filteredOn(answer -> answer.statusCode() != 200)
                .allSatisfy(answer -> assertThat(answer.body()).contains("checkout_under_way"));
        long paid = answers.stream()
                .filter(answer -> answer.statusCode() == 200)
                .filter(answer -> paid(
                        Subscribers.JSON.readTree(answer.body()).path("session").asString()))
                .count();
        people.told();
        assertThat(paid).isEqualTo(1);
        assertThat(it.has()).isEqualTo("basic 100");
        it.leave();
    }

    private boolean paid(String session) {
        try {
            people.stripe.shopper().pay(session);
            return true;
        } catch (IllegalStateException ended) {
            return false;
        }
    }

    @Test
    void a_page_that_was_paid_on_leaves_no_time_for_a_second_subscription() throws Exception {
        Subscriber it = people.subscriber();
        people.stripe.webhooks().hold();
        it.subscribe("basic");
        people.stripe
                .webhooks()
                .deliver(DeliveryPlan.inOrder()
                        .without("customer.subscription.*")
                        .without("invoice.*"));
        people.worked();
        assertThat(it.refused("/api/billing/checkout-session", "{\"plan\":\"pro\"}"))
                .isEqualTo("already_subscribed");
        assertThat(it.has()).isEqualTo("basic 100");
        it.leave();
    }

    @Test
    void who_pays_an_older_price_keeps_the_plan_that_it_was_of() throws Exception {
        Subscriber it = people.subscriber();
        people.stripe.webhooks().release();
        it.subscribe("basic");
        people.told();
        System.setProperty("BASIC_PRICE", "price_of_later");
        try {
            people.stripe.advance(A_MONTH);
            people.told();
            assertThat(it.has()).isEqualTo("basic 200");
            it.cancel();
            people.told();
            assertThat(it.has()).isEqualTo("test 200");
        } finally {
            System.setProperty("BASIC_PRICE", people.prices.get("basic"));
        }
    }

    @Test
    void the_end_of_a_subscription_is_seen_whatever_its_price_is() throws Exception {
        Subscriber it = people.subscriber();
        people.stripe.webhooks().release();
        it.subscribe("basic");
        people.told();
        it.change("stray", ProrationBehavior.NONE);
        people.told();
        assertThat(it.refused("/api/billing/checkout-session", "{\"plan\":\"pro\"}"))
                .isEqualTo("already_subscribed");
        it.cancel();
        people.told();
        assertThat(it.has()).isEqualTo("test 100");
        it.subscribe("pro");
        people.told();
        assertThat(it.has()).isEqualTo("pro 500");
        it.leave();
    }

    @Test
    void while_it_is_paused_nothing_is_paid_and_nothing_given() throws Exception {
        Subscriber it = people.subscriber();
        people.stripe.webhooks().release();
        it.subscribe("basic");
        people.told();
        it.pause();
        people.stripe.advance(A_MONTH);
        people.told();
        assertThat(it.has()).isEqualTo("basic 100");
        it.resume();
        people.stripe.advance(A_MONTH);
        people.told();
        assertThat(it.has()).isEqualTo("basic 200");
        it.leave();
    }

    @Test
    void what_is_cancelled_at_the_end_of_its_period_is_had_and_paid_for_until_then() throws Exception {
        Subscriber it = people.subscriber();
        people.stripe.webhooks().release();
        it.subscribe("basic");
        people.told();
        it.cancelAtEnd();
        people.told();
        assertThat(it.has()).isEqualTo("basic 100");
        people.stripe.advance(A_MONTH);
        people.told();
        assertThat(it.has()).isEqualTo("test 100");
        people.stripe.advance(A_MONTH);
        people.told();
        assertThat(it.has()).isEqualTo("test 100");
        assertThat(it.paidCents()).isEqualTo(1000);
        assertThat(it.chargedCents()).isEqualTo(1000);
        it.leave();
    }

    @Test
    void in_the_middle_of_a_period_credits_follow_the_lines_of_the_invoices() throws Exception {
        Subscriber it = people.subscriber();
        people.stripe.webhooks().release();
        it.subscribe("basic");
        people.told();
        people.stripe.advance(HALF_A_MONTH);
        it.change("pro", ProrationBehavior.ALWAYS_INVOICE);
        people.told();
        String up = it.has();
        // A credit is ten cents of either plan.
        long cents = it.invoicedCents();
        assertThat(cents).isBetween(2300L, 2700L);
        assertThat(up).isEqualTo("pro " + credits(cents));
        people.stripe.advance(HALF_A_MONTH.dividedBy(3));
        it.change("basic", ProrationBehavior.ALWAYS_INVOICE);
        people.told();
        assertThat(it.invoicedCents()).isLessThan(cents - 500);
        assertThat(it.has()).isEqualTo("basic " + credits(it.invoicedCents()));
        it.leave();
    }

    private static String credits(long cents) {
        return BigDecimal.valueOf(cents, 1).stripTrailingZeros().toPlainString();
    }

    @Test
    void the_portal_is_opened_for_who_asks() {
        assertThat(people.subscriber().portal()).startsWith(people.stripe.url());
    }

    @Test
    void a_coupon_makes_cheaper_and_no_credits_less_or_more() throws Exception {
        Subscriber half = people.subscriber();
        Subscriber tenth = people.subscriber();
        people.stripe.webhooks().release();
        half.subscribe("basic", 50);
        tenth.subscribe("pro", 90);
        people.told();
        assertThat(half.has()).isEqualTo("basic 100");
        assertThat(tenth.has()).isEqualTo("pro 400");
        half.change("pro", ProrationBehavior.ALWAYS_INVOICE);
        tenth.change("basic", ProrationBehavior.ALWAYS_INVOICE);
        people.told();
        assertThat(half.has()).isEqualTo("pro 400");
        assertThat(tenth.has()).isEqualTo("basic 100");
        half.leave();
        tenth.leave();
    }
}

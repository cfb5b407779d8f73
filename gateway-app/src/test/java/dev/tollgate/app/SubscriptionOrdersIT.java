package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.param.SubscriptionUpdateParams.ProrationBehavior;
import dev.tollgate.ledger.database.DatabaseUrl;
import dev.tollgate.ledger.proof.Check;
import dev.tollgate.ledger.proof.LedgerProof;
import dev.tollgate.ledger.proof.Witness;
import dev.tollgate.ledger.testing.Strikes;
import dev.tollgate.simulator.stripe.Card;
import dev.tollgate.simulator.stripe.DeliveryPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Subscriptions, in whatever order their events come, however often, and wherever the worker is struck down. An event says no
 * more than which object to fetch: so the orders that differ are those in which objects are heard of ({@link Orders}); what an
 * invoice is paid by is heard of with it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SubscriptionOrdersIT {

    private static final long SEED = 20261122;
    private static final Duration A_MONTH = Duration.ofDays(32);

    private final Subscribers people = new Subscribers(Subscribers.RECOMMENDED);

    @AfterAll
    void close() {
        assertThat(LedgerProof.of(DatabaseUrl.parse(people.gateway.database.r2dbcUrl()), Witness.NONE))
                .filteredOn(check -> !check.holds())
                .flatExtracting(Check::examples)
                .isEmpty();
        people.close();
    }

    @FunctionalInterface
    private interface Story {
        void happens(Subscribers people, Subscriber it) throws Exception;
    }

    private static Arguments scenario(String name, String has, Story story) {
        return Arguments.of(name, has, story);
    }

    private static void unpaid(Subscribers people, Subscriber it) {
        it.subscribe("basic");
        people.stripe.dashboard().changeCard(it.customer(), Card.DECLINED);
        people.stripe.advance(A_MONTH);
    }

    private static Stream<Arguments> scenarios() {
        return Stream.of(
                scenario("begun", "basic 100", (people, it) -> it.subscribe("basic")),
                scenario("named by the gateway", "named 0", (people, it) -> it.subscribe("named")),
                scenario("renewed", "basic 200", (people, it) -> {
                    it.subscribe("basic");
                    people.stripe.advance(A_MONTH);
                }),
                scenario("not paid again", "basic 100", SubscriptionOrdersIT::unpaid),
                scenario("gone up", "pro 400", (people, it) -> it.subscribe("basic")
                        .change("pro", ProrationBehavior.ALWAYS_INVOICE)),
                scenario("gone up, to be paid later", "basic 100", (people, it) -> it.subscribe("basic")
                        .change("pro", ProrationBehavior.CREATE_PRORATIONS)),
                scenario("gone up without paying", "basic 100", (people, it) -> {
                    it.subscribe("basic");
                    people.stripe.dashboard().changeCard(it.customer(), Card.DECLINED);
                    it.change("pro", ProrationBehavior.ALWAYS_INVOICE);
                }),
                scenario("gone down", "basic 100", (people, it) -> it.subscribe("pro")
                        .change("basic", ProrationBehavior.ALWAYS_INVOICE)),
                scenario("gone down, settled with the next period", "basic 200", (people, it) -> {
                    it.subscribe("pro").change("basic", ProrationBehavior.CREATE_PRORATIONS);
                    people.stripe.advance(A_MONTH);
                }),
                scenario("up and down, settled with the next period", "basic 200", (people, it) -> {
                    it.subscribe("basic")
                            .change("pro", ProrationBehavior.CREATE_PRORATIONS)
                            .change("basic", ProrationBehavior.CREATE_PRORATIONS);
                    people.stripe.advance(A_MONTH);
                }),
                scenario("up and down", "basic 100", (people, it) -> it.subscribe("basic")
                        .change("pro", ProrationBehavior.ALWAYS_INVOICE)
                        .change("basic", ProrationBehavior.ALWAYS_INVOICE)),
                scenario("given up by a void", "basic 100", (people, it) -> {
                    unpaid(people, it);
                    people.client.v1().invoices().voidInvoice(it.openInvoice());
                }),
                scenario("given up as uncollectible", "basic 100", (people, it) -> {
                    unpaid(people, it);
                    people.client.v1().invoices().markUncollectible(it.openInvoice());
                }),
                scenario("cancelled at the end", "basic 100", (people, it) -> {
                    it.subscribe("basic");
                    it.cancelAtEnd();
                }),
                scenario("cancelled", "test 100", (people, it) -> {
                    it.subscribe("basic");
                    it.cancel();
                }),
                scenario("refunded", "test 0", (people, it) -> {
                    it.subscribe("basic");
                    people.stripe.dashboard().refund(it.payment(), null);
                }),
                scenario("refunded in part", "basic 75", (people, it) -> {
                    it.subscribe("basic");
                    people.stripe.dashboard().refund(it.payment(), 250L);
                }),
                scenario("disputed and won", "basic 100", (people, it) -> {
                    it.subscribe("basic");
                    String dispute = people.stripe.dashboard().dispute(it.payment(), null);
                    people.stripe.dashboard().withdrawFunds(dispute);
                    people.stripe.dashboard().win(dispute);
                }),
                scenario("disputed and lost", "test 0", (people, it) -> {
                    it.subscribe("basic");
                    String dispute = people.stripe.dashboard().dispute(it.payment(), null);
                    people.stripe.dashboard().lose(dispute);
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void orders_with_duplicates_end_alike(String name, String has, Story story) throws Exception {
        Random random = new Random(SEED + name.hashCode());
        Orders orders = new Orders(random);
        do {
            Subscriber it = people.subscriber();
            people.stripe.webhooks().hold();
            story.happens(people, it);
            List<String> events = orders.next(people.stripe.webhooks().held(), people::subject);
            people.stripe.webhooks().deliver(DeliveryPlan.inOrder().ids(twice(events, random)));
            people.worked();
            assertThat(it.has()).as("told by " + events).isEqualTo(has);
            it.leave();
        } while (orders.more());
        nothingIsKept();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void events_that_are_worked_on_while_it_happens_end_alike_also_struck_down(String name, String has, Story story)
            throws Exception {
        people.gateway.database.execute("CREATE TABLE earlier AS SELECT event_id FROM stripe_inbox");
        try (Strikes strikes = Strikes.on(people.gateway.database)) {
            Subscriber it = people.subscriber();
            people.stripe.webhooks().release();
            story.happens(people, it);
            people.toldTo();
            strikes.worked();
            assertThat(it.has()).isEqualTo(has);
            people.gateway.database.execute("UPDATE stripe_inbox SET state = 'new', tries = 0, next_at = now()"
                    + " WHERE event_id NOT IN (SELECT event_id FROM earlier)");
            strikes.worked();
            assertThat(it.has()).isEqualTo(has);
            assertThat(strikes.struck())
                    .contains("stripe_object", "stripe_inbox", "stripe_subscription", "stripe_payment");
            if (!has.startsWith("test ")) {
                assertThat(strikes.struck()).contains("account_plan");
            }
            if (it.hasExchanged()) {
                assertThat(strikes.struck()).contains("stripe_owed");
            }
            it.leave();
        } finally {
            people.gateway.database.execute("DROP TABLE earlier");
        }
        nothingIsKept();
    }

    private void nothingIsKept() {
        assertThat(people.gateway.database.query(
                        "SELECT type || ': ' || reason FROM stripe_inbox WHERE state = 'kept'"))
                .isEmpty();
    }

    @Test
    void going_up_and_down_brings_no_credits_for_the_same_money_twice() throws Exception {
        Subscriber it = people.subscriber();
        people.stripe.webhooks().release();
        it.subscribe("basic");
        people.told();
        it.spend("60");
        assertThat(it.has()).isEqualTo("basic 40");
        for (int round = 0; round < 3; round++) {
            it.change("pro", ProrationBehavior.ALWAYS_INVOICE);
            people.told();
            assertThat(it.has()).isEqualTo("pro 340");
            it.change("basic", ProrationBehavior.ALWAYS_INVOICE);
            people.told();
            assertThat(it.has()).isEqualTo("basic 40");
        }
        people.stripe.dashboard().refund(it.payment(), null);
        people.told();
        assertThat(it.has()).isEqualTo("basic 40 owing 300");
        for (String then : List.of("basic 40 owing 200", "basic 40 owing 100", "basic 40")) {
            // Paid by the money of the exchange, which went back.
            people.stripe.advance(A_MONTH);
            people.told();
            assertThat(it.has()).isEqualTo(then);
        }
        people.stripe.advance(A_MONTH);
        people.told();
        assertThat(it.has()).isEqualTo("basic 140");
        it.leave();
    }

    @Test
    void who_subscribes_neither_leaves_the_plan_nor_subscribes_again() throws Exception {
        Subscriber it = people.subscriber();
        people.stripe.webhooks().release();
        it.subscribe("basic");
        people.told();
        assertThat(it.refused("/api/me/plan", "{\"plan\":\"test\"}")).isEqualTo("subscribed");
        assertThat(it.refused("/api/billing/checkout-session", "{\"plan\":\"pro\"}"))
                .isEqualTo("already_subscribed");
        it.leave();
    }

    @Test
    void of_two_pages_that_are_open_one_can_be_paid_on() {
        Subscriber it = people.subscriber();
        people.stripe.webhooks().hold();
        String first = it.checkout("basic");
        String second = it.checkout("pro");
        assertThatThrownBy(() -> people.stripe.shopper().pay(first)).isInstanceOf(IllegalStateException.class);
        people.stripe.shopper().pay(second);
        assertThat(it.refused("/api/billing/checkout-session", "{\"plan\":\"basic\"}"))
                .isEqualTo("already_subscribed");
        people.stripe.webhooks().release();
        people.told();
        assertThat(it.has()).isEqualTo("pro 400");
    }

    /** Some of them once more, at the end. */
    private static List<String> twice(List<String> events, Random random) {
        List<String> told = new ArrayList<>(events);
        events.stream().filter(event -> random.nextInt(3) == 0).forEach(told::add);
        return told;
    }
}

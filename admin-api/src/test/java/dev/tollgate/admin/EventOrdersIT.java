package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Customer;
import dev.tollgate.ledger.testing.LedgerInvariants;
import dev.tollgate.ledger.testing.Strikes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * In whatever order events come, however often, and wherever the worker is struck down: the account has in the end what was
 * paid and did not go back.
 */
final class EventOrdersIT extends BillingTest {

    private static final long SEED = 20261121;
    private static final int MOST_STEPS = 5;

    /** Of all orders, in which the worker is struck down: each takes a second. */
    private static final int STRUCK_ORDERS = 3;

    /** One buyer's story: what happens at Stripe, step by step, and which events tell of it. */
    private final class Story {

        private final Customer customer = api.customer("empty");
        private final String session =
                checkout(customer, "{\"package\":\"starter\"}").field("session");
        private final List<String> events = new ArrayList<>();
        private final List<String> later = new ArrayList<>();
        private final IntPredicate seen;
        private String intent = "";
        private int steps;

        /** @param seen which steps are seen as they happen: their events are worked on before the next step */
        private Story(IntPredicate seen) {
            this.seen = seen;
        }

        private Story pay() {
            step();
            intent = stripe.pay(session);
            return tell("checkout.session.completed", session);
        }

        private Story promise() {
            step();
            intent = stripe.promise(session);
            return tell("checkout.session.completed", session).tell("payment_intent.processing", intent);
        }

        private Story settle(String status, String event) {
            step();
            stripe.settle(intent, status);
            return tell(event, session).tell("payment_intent." + status, intent);
        }

        private String charge() {
            String charge = stripe.id("ch");
            stripe.put(charge, "charge", Map.of("payment_intent", intent));
            return charge;
        }

        private String refund(long cents) {
            return refund(cents, "succeeded");
        }

        private String refund(long cents, String status) {
            step();
            String refund = stripe.refund(intent, cents, status);
            tell("refund.created", refund);
            return refund;
        }

        private String dispute() {
            step();
            String dispute = stripe.dispute(intent, 1000, "needs_response");
            tell("charge.dispute.created", dispute).tell("charge.dispute.funds_withdrawn", dispute);
            return dispute;
        }

        private Story becomes(String object, String status, String... told) {
            step();
            stripe.set(object, "status", status);
            for (String type : told) {
                tell(type, object);
            }
            return this;
        }

        private void step() {
            steps++;
            if (events.size() > later.size()) {
                worked();
            }
        }

        private Story tell(String type, String object) {
            String event = stripe.event(type, object);
            events.add(event);
            if (seen.test(steps - 1)) {
                deliver(event);
            } else {
                later.add(event);
            }
            return this;
        }

        /** Available, in debt, and owed after an exchange. */
        private String has() {
            return available(customer) + " "
                    + api.get("/api/credits/balance", customer.key()).field("debt") + " "
                    + api.database
                            .query(
                                    "SELECT coalesce((SELECT credits FROM stripe_owed o JOIN account a ON a.id = o.wallet_id"
                                            + " WHERE a.public_id = '" + customer.account() + "'), 0)")
                            .get(0);
        }
    }

    private Story untold() {
        return new Story(step -> false);
    }

    private static String nothingBut(String available) {
        return available + " 0 0";
    }

    private void nothingIsKept() {
        assertThat(api.database.query("SELECT type || ': ' || reason FROM stripe_inbox WHERE state = 'kept'"))
                .isEmpty();
    }

    private static Arguments scenario(String name, String available, Function<Story, Story> happens) {
        return Arguments.of(name, available, happens);
    }

    private static Stream<Arguments> scenarios() {
        return Stream.of(payments(), refunds(), disputes()).flatMap(story -> story);
    }

    private static Stream<Arguments> payments() {
        return Stream.of(
                scenario("purchase", "120", it -> it.pay()
                        .tell("payment_intent.created", it.intent)
                        .tell("charge.succeeded", it.charge())
                        .tell("payment_intent.succeeded", it.intent)),
                scenario("paid later", "120", it -> it.promise()
                        .settle("succeeded", "checkout.session.async_payment_succeeded")),
                scenario("never paid", "0", it -> it.promise()
                        .settle("requires_payment_method", "checkout.session.async_payment_failed")));
    }

    private static Stream<Arguments> refunds() {
        return Stream.of(
                scenario("refunded in part", "90", it -> {
                    it.pay();
                    return it.becomes(it.refund(250), "succeeded", "refund.updated", "charge.refunded");
                }),
                scenario("refunded in two parts", "36", it -> {
                    it.pay();
                    it.refund(250);
                    it.refund(450);
                    return it;
                }),
                scenario("refunded", "0", it -> {
                    it.pay();
                    it.refund(1000);
                    return it;
                }),
                scenario("refund under way", "90", it -> {
                    it.pay();
                    it.refund(250, "pending");
                    return it;
                }),
                scenario("refund that takes its time", "90", it -> {
                    it.pay();
                    return it.becomes(it.refund(250, "pending"), "succeeded", "refund.updated");
                }),
                scenario("refund that is canceled", "120", it -> {
                    it.pay();
                    return it.becomes(it.refund(250, "pending"), "canceled", "refund.updated");
                }),
                scenario("refund that fails", "120", it -> {
                    it.pay();
                    return it.becomes(it.refund(1000), "failed", "refund.failed");
                }));
    }

    private static Stream<Arguments> disputes() {
        return Stream.of(
                scenario("dispute won", "120", it -> {
                    it.pay();
                    return it.becomes(it.dispute(), "won", "charge.dispute.funds_reinstated", "charge.dispute.closed");
                }),
                scenario("dispute under review", "0", it -> {
                    it.pay();
                    return it.becomes(it.dispute(), "under_review", "charge.dispute.updated");
                }),
                scenario("dispute lost after a review", "0", it -> {
                    it.pay();
                    String dispute = it.dispute();
                    return it.becomes(dispute, "under_review", "charge.dispute.updated")
                            .becomes(dispute, "lost", "charge.dispute.closed");
                }),
                scenario("dispute lost", "0", it -> {
                    it.pay();
                    return it.becomes(it.dispute(), "lost", "charge.dispute.closed");
                }),
                scenario("refund after a dispute", "0", it -> {
                    it.pay();
                    it.becomes(it.dispute(), "lost", "charge.dispute.closed");
                    it.refund(600);
                    return it;
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void all_orders_with_duplicates_end_alike(String name, String available, Function<Story, Story> happens) {
        List<Story> stories = new ArrayList<>();
        int events = happens.apply(untold()).events.size();
        Random random = new Random(SEED);
        for (List<Integer> order : EventOrders.of(events)) {
            Story story = happens.apply(untold());
            for (int i : EventOrders.withDuplicates(order, random)) {
                deliver(story.events.get(i));
            }
            stories.add(story);
        }
        worked();
        assertThat(stories).allSatisfy(story -> assertThat(story.has()).isEqualTo(nothingBut(available)));
        assertThat(stories).hasSizeGreaterThan(1);
        nothingIsKept();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void a_worker_struck_down_at_each_write_and_events_once_more_change_nothing(
            String name, String available, Function<Story, Story> happens) {
        List<List<Integer>> orders =
                EventOrders.of(happens.apply(untold()).events.size());
        Collections.shuffle(orders, new Random(SEED));
        List<Story> stories = new ArrayList<>();
        try (Strikes strikes = Strikes.on(api.database)) {
            for (List<Integer> order : orders.subList(0, Math.min(STRUCK_ORDERS, orders.size()))) {
                Story story = happens.apply(untold());
                for (int i : order) {
                    deliver(story.events.get(i));
                    strikes.worked();
                }
                assertThat(story.has()).as("seed " + SEED + ": " + order).isEqualTo(nothingBut(available));
                stories.add(story);
            }
            assertThat(strikes.struck()).contains("stripe_inbox", "stripe_object");
            if (!available.equals("0")) {
                assertThat(strikes.struck())
                        .contains("billing_order", "stripe_payment", "wallet", "entry", "credit_grant");
            }
        }
        api.database.execute("UPDATE stripe_inbox SET state = 'new', tries = 0, next_at = now() WHERE event_id IN ("
                + stories.stream()
                        .flatMap(story -> story.events.stream())
                        .map(EventOrdersIT::id)
                        .collect(Collectors.joining("','", "'", "'"))
                + ")");
        worked();
        assertThat(stories)
                .allSatisfy(story ->
                        assertThat(story.has()).as("all of it once more").isEqualTo(nothingBut(available)));
        nothingIsKept();
        LedgerInvariants.check(api.database);
    }

    private static String id(String event) {
        return TestApi.JSON.readTree(event).path("id").asString();
    }

    /** Each set of steps is seen as they happen, by all their events; the others are told of in the end, the last one first. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void whichever_steps_are_seen_as_they_happen_it_ends_alike(
            String name, String available, Function<Story, Story> happens) {
        int steps = happens.apply(untold()).steps;
        assertThat(steps).isBetween(1, MOST_STEPS);
        for (int set = 0; set < 1 << steps; set++) {
            int seen = set;
            Story story = happens.apply(new Story(step -> (seen >> step & 1) == 1));
            worked();
            Collections.reverse(story.later);
            story.later.forEach(this::deliver);
            worked();
            assertThat(story.has()).as("seen: " + Integer.toBinaryString(seen)).isEqualTo(nothingBut(available));
        }
        nothingIsKept();
    }
}

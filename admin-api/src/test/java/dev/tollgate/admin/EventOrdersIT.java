package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Customer;
import dev.tollgate.ledger.testing.LedgerInvariants;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
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

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Sequences are not rolled back, so they know how many tries were struck down, and where; each try counts its own writes. */
    private static final String STRIKES =
            """
            CREATE SEQUENCE strikes;
            GRANT ALL ON SEQUENCE strikes TO PUBLIC;
            CREATE FUNCTION strike() RETURNS trigger LANGUAGE plpgsql AS $$
            DECLARE
                nth int := coalesce(nullif(current_setting('tg.writes', true), ''), '0')::int + 1;
            BEGIN
                PERFORM set_config('tg.writes', nth::text, true);
                IF nth = (SELECT last_value FROM strikes) THEN
                    PERFORM setval('strikes', nth + 1, false), nextval('struck_' || TG_TABLE_NAME);
                    RAISE EXCEPTION 'struck down at write %', nth;
                END IF;
                RETURN NULL;
            END $$;
            DO $$ DECLARE t text; BEGIN
                FOREACH t IN ARRAY ARRAY['audit', 'billing_order', 'correction', 'credit_grant', 'entry', 'redemption',
                        'stripe_customer', 'stripe_object', 'stripe_owed', 'stripe_payment', 'wallet'] LOOP
                    EXECUTE format('CREATE SEQUENCE struck_%I; GRANT ALL ON SEQUENCE struck_%1$I TO PUBLIC', t);
                    EXECUTE format('CREATE TRIGGER strike AFTER INSERT OR UPDATE OR DELETE ON %I FOR EACH STATEMENT'
                        ' EXECUTE FUNCTION strike()', t);
                END LOOP;
            END $$;
            CREATE SEQUENCE struck_stripe_inbox;
            GRANT ALL ON SEQUENCE struck_stripe_inbox TO PUBLIC;
            CREATE TRIGGER strike AFTER UPDATE ON stripe_inbox FOR EACH ROW WHEN (NEW.state = 'done')
                EXECUTE FUNCTION strike();
            """;

    private static final String NO_STRIKES =
            """
            DROP FUNCTION IF EXISTS strike CASCADE;
            DO $$ DECLARE s text; BEGIN
                FOR s IN SELECT sequencename FROM pg_sequences WHERE sequencename LIKE 'struck_%' OR sequencename = 'strikes'
                LOOP EXECUTE format('DROP SEQUENCE %I', s); END LOOP;
            END $$
            """;

    /** One buyer's story: what happens at Stripe, step by step, and which events tell of it. */
    private final class Story {

        private final Customer customer = api.customer("empty");
        private final String session =
                checkout(customer, "{\"package\":\"starter\"}").field("session");
        private final List<String> events = new ArrayList<>();
        private String intent = "";
        private boolean atOnce;

        private Story pay() {
            intent = stripe.pay(session);
            return tell("checkout.session.completed", session);
        }

        private Story promise() {
            intent = stripe.promise(session);
            return tell("checkout.session.completed", session).tell("payment_intent.processing", intent);
        }

        private Story settle(String status, String event) {
            stripe.settle(intent, status);
            return tell(event, session).tell("payment_intent." + status, intent);
        }

        private String refund(long cents) {
            String refund = stripe.refund(intent, cents, "succeeded");
            tell("refund.created", refund);
            return refund;
        }

        private String dispute() {
            String dispute = stripe.dispute(intent, 1000, "needs_response");
            tell("charge.dispute.created", dispute).tell("charge.dispute.funds_withdrawn", dispute);
            return dispute;
        }

        private Story becomes(String object, String status, String... told) {
            stripe.set(object, "status", status);
            for (String type : told) {
                tell(type, object);
            }
            return this;
        }

        private Story tell(String type, String object) {
            events.add(stripe.event(type, object));
            if (atOnce) {
                deliver(events.get(events.size() - 1));
                worked();
            }
            return this;
        }
    }

    private static Arguments scenario(String name, String available, Function<Story, Story> happens) {
        return Arguments.of(name, available, happens);
    }

    private static Stream<Arguments> scenarios() {
        return Stream.of(
                scenario("purchase", "120", it -> it.pay().tell("payment_intent.succeeded", it.intent)),
                scenario("paid later", "120", it -> it.promise()
                        .settle("succeeded", "checkout.session.async_payment_succeeded")),
                scenario("never paid", "0", it -> it.promise()
                        .settle("requires_payment_method", "checkout.session.async_payment_failed")),
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
                scenario("refund that fails", "120", it -> {
                    it.pay();
                    return it.becomes(it.refund(1000), "failed", "refund.failed");
                }),
                scenario("dispute won", "120", it -> {
                    it.pay();
                    return it.becomes(it.dispute(), "won", "charge.dispute.funds_reinstated", "charge.dispute.closed");
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
        int events = happens.apply(new Story()).events.size();
        Random random = new Random(SEED);
        for (List<Integer> order : orders(events)) {
            Story story = happens.apply(new Story());
            for (int i : order) {
                deliver(story.events.get(i));
                if (random.nextInt(3) == 0) {
                    deliver(story.events.get(order.get(0)));
                }
            }
            stories.add(story);
        }
        worked();
        assertThat(stories).hasSizeGreaterThan(1).allSatisfy(story -> assertThat(available(story.customer))
                .isEqualTo(available));
    }

    /**
     * The first try at an event is struck down at its first write, the second at its second, and so on until one has no more
     * writes and is committed.
     */
    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void a_worker_struck_down_at_each_write_and_events_once_more_change_nothing(
            String name, String available, Function<Story, Story> happens) {
        Story story = happens.apply(new Story());
        Collections.shuffle(story.events, new Random(SEED));
        api.database.execute(STRIKES);
        try {
            for (String event : story.events) {
                api.database.execute("ALTER SEQUENCE strikes RESTART");
                deliver(event);
                workedInTheEnd();
            }
            assertThat(available(story.customer)).isEqualTo(available);
            assertThat(struck()).contains("stripe_inbox", "stripe_object");
            if (!available.equals("0")) {
                assertThat(struck()).contains("billing_order", "stripe_payment", "wallet", "entry", "credit_grant");
            }
        } finally {
            api.database.execute(NO_STRIKES);
        }
        api.database.execute("UPDATE stripe_inbox SET state = 'new', tries = 0, next_at = now() WHERE event_id IN ("
                + story.events.stream().map(EventOrdersIT::id).collect(Collectors.joining("','", "'", "'")) + ")");
        worked();
        assertThat(available(story.customer)).as("all of it once more").isEqualTo(available);
        LedgerInvariants.check(api.database);
    }

    private static String id(String event) {
        return TestApi.JSON.readTree(event).path("id").asString();
    }

    /** The tables whose writes were struck down. */
    private List<String> struck() {
        return api.database.query("SELECT substr(sequencename, length('struck_') + 1) FROM pg_sequences"
                + " WHERE sequencename LIKE 'struck_%' AND last_value IS NOT NULL");
    }

    /** Without the pauses after failures, and without an end of the worker's patience. */
    private void workedInTheEnd() {
        String due = "state = 'new' OR state = 'kept' AND reason LIKE '%struck down%'";
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!api.database
                .query("SELECT event_id FROM stripe_inbox WHERE " + due)
                .isEmpty()) {
            assertThat(System.nanoTime()).as("waited for the worker").isLessThan(end);
            api.database.execute("UPDATE stripe_inbox SET state = 'new', tries = 0, next_at = now() WHERE " + due);
            api.database.query("SELECT pg_sleep(0.02)");
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("scenarios")
    void events_that_are_worked_on_while_it_happens_end_alike(
            String name, String available, Function<Story, Story> happens) {
        Story began = new Story();
        began.atOnce = true;
        Story story = happens.apply(began);
        story.events.forEach(this::deliver);
        worked();
        assertThat(available(story.customer)).isEqualTo(available);
    }

    private static List<List<Integer>> orders(int of) {
        if (of == 0) {
            return List.of(List.of());
        }
        List<List<Integer>> orders = new ArrayList<>();
        for (List<Integer> shorter : orders(of - 1)) {
            for (int at = 0; at <= shorter.size(); at++) {
                List<Integer> order = new ArrayList<>(shorter);
                order.add(at, of - 1);
                orders.add(order);
            }
        }
        return orders;
    }
}

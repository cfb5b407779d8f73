package dev.tollgate.ledger.billing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.ledger.CorrectionRequest;
import dev.tollgate.ledger.LedgerDatabase;
import dev.tollgate.ledger.database.DatabaseUrl;
import dev.tollgate.ledger.proof.Check;
import dev.tollgate.ledger.proof.LedgerProof;
import dev.tollgate.ledger.proof.Witness;
import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.pricing.Credits;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A payment is given once, what goes back is taken back by what went back in all, and the proof sees both. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BillingBooksIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final TestDatabase database = TestDatabase.fresh();
    private final LedgerDatabase node = database.open();
    private final BillingBooks books = node.billing();
    private final Inbox inbox = node.inbox();

    @AfterAll
    void close() {
        node.close();
        database.close();
    }

    private static <A> A now(Mono<A> answer) {
        return Objects.requireNonNull(answer.block(PATIENCE));
    }

    private static Credits credits(String amount) {
        return Credits.of(new BigDecimal(amount));
    }

    private long account() {
        return TestDatabase.account(node, "0").id();
    }

    private String event() {
        String id = "evt_" + UUID.randomUUID();
        assertThat(now(inbox.add(new InboxEvent(id, "test", "obj", Instant.now(), "v", false, "{}"))))
                .isTrue();
        return id;
    }

    private static Payment bought(long account, String intent, String credits, long cents) {
        return new Payment(
                "pi:" + intent,
                account,
                null,
                "",
                "",
                intent,
                Payment.Source.PURCHASE,
                cents,
                cents,
                credits(credits),
                null,
                null);
    }

    private void apply(String object, Function<Effects, Mono<?>> effect) {
        String event = event();
        Mono.defer(() -> books.version(object))
                .flatMap(version -> books.apply(List.of(event), object, version, effects -> effect.apply(effects)
                        .then()))
                .block(PATIENCE);
    }

    private String balance(long account) {
        var funds = now(node.ledger().balance(account)).funds();
        return funds.available() + " debt " + funds.debt();
    }

    private void proven() {
        assertThat(LedgerProof.of(DatabaseUrl.parse(database.r2dbcUrl()), Witness.NONE))
                .filteredOn(check -> !check.holds())
                .flatExtracting(Check::examples)
                .isEmpty();
    }

    @Test
    void a_payment_is_given_once_however_many_tell_of_it() {
        long account = account();
        Payment payment = bought(account, "pi_once", "100", 1000);
        Flux.range(0, 20)
                .map(i -> event())
                .collectList()
                .flatMapMany(Flux::fromIterable)
                .flatMap(
                        event -> Mono.defer(() -> books.version("pi_once"))
                                .flatMap(version ->
                                        books.apply(List.of(event), "pi_once", version, it -> it.pay(payment, "test")
                                                .then()))
                                .retry(100),
                        8)
                .blockLast(PATIENCE);
        assertThat(balance(account)).isEqualTo("100 debt 0");
        assertThat(now(books.byIntent("pi_once"))).hasSize(1);
        proven();
    }

    @Test
    void what_goes_back_is_taken_by_what_went_back_in_all_and_given_again_when_it_returns() {
        long account = account();
        apply("pi_back", it -> it.pay(bought(account, "pi_back", "100", 1000), "test"));
        apply("pi_back", it -> it.takeBack("pi:pi_back", 300, 1000, "refund"));
        apply("pi_back", it -> it.takeBack("pi:pi_back", 300, 1000, "refund"));
        assertThat(balance(account)).isEqualTo("70 debt 0");
        apply("pi_back", it -> it.takeBack("pi:pi_back", 1000, 1000, "dispute"));
        assertThat(balance(account)).isEqualTo("0 debt 0");
        apply("pi_back", it -> it.takeBack("pi:pi_back", 300, 1000, "dispute won"));
        assertThat(balance(account)).isEqualTo("70 debt 0");
        apply("pi_back", it -> it.takeBack("pi:pi_back", 5000, 1000, "all of it"));
        assertThat(balance(account)).isEqualTo("0 debt 0");
        apply("pi_back", it -> it.takeBack("pi:pi_back", 0, 1000, "all is well"));
        assertThat(balance(account)).isEqualTo("100 debt 0");
        proven();
    }

    @Test
    void what_was_spent_and_goes_back_is_owed() {
        long account = account();
        apply("pi_debt", it -> it.pay(bought(account, "pi_debt", "10", 100), "test"));
        now(node.ledger().correct(CorrectionRequest.adjust(account, "used-" + account, credits("4"), "used")));
        apply("pi_debt", it -> it.takeBack("pi:pi_debt", 100, 100, "dispute"));
        assertThat(balance(account)).isEqualTo("0 debt 4");
        apply("pi_debt", it -> it.takeBack("pi:pi_debt", 0, 100, "won"));
        assertThat(balance(account)).isEqualTo("6 debt 0");
        proven();
    }

    @Test
    void an_old_copy_never_comes_after_a_newer_one() {
        long account = account();
        long before = now(books.version("pi_stale"));
        apply("pi_stale", it -> it.pay(bought(account, "pi_stale", "10", 100), "test"));
        String late = event();
        assertThatThrownBy(() -> books.apply(
                                List.of(late), "pi_stale", before, it -> it.takeBack("pi:pi_stale", 100, 100, "stale")
                                        .then())
                        .block(PATIENCE))
                .isInstanceOf(BillingBooks.Overtaken.class);
        assertThat(balance(account)).isEqualTo("10 debt 0");
        assertThat(state(late)).isEqualTo("new");
    }

    @Test
    void an_effect_that_fails_leaves_nothing_and_its_event_to_be_worked_on() {
        long account = account();
        String event = event();
        assertThatThrownBy(() -> books.apply(List.of(event), "pi_half", 0, it -> it.pay(
                                        bought(account, "pi_half", "10", 100), "test")
                                .then(Mono.error(new IllegalStateException("crash"))))
                        .block(PATIENCE))
                .hasRootCauseMessage("crash");
        assertThat(balance(account)).isEqualTo("0 debt 0");
        assertThat(state(event)).isEqualTo("new");
        assertThat(now(books.version("pi_half"))).isZero();
    }

    @Test
    void events_that_come_together_and_again_are_new_once_each() {
        try (LedgerDatabase otherNode = database.open()) {
            List<Inbox> inboxes = List.of(inbox, otherNode.inbox());
            List<String> ids = IntStream.range(0, 100)
                    .mapToObj(n -> "evt_" + UUID.randomUUID())
                    .toList();
            List<String> told = now(Flux.range(0, 400)
                    .flatMap(
                            n -> {
                                String id = ids.get((n % 2 == 0 ? n : 400 - n) % ids.size());
                                InboxEvent event = new InboxEvent(id, "test", id, Instant.now(), "v", n % 3 == 0, "{}");
                                return inboxes.get(n / 2 % 2).add(event).map(isNew -> isNew ? id : "");
                            },
                            400)
                    .collectList());
            assertThat(told).hasSize(400);
            assertThat(told.stream().filter(id -> !id.isEmpty())).containsExactlyInAnyOrderElementsOf(Set.copyOf(ids));
            inbox.mark(ids, "ignored", "").block(PATIENCE);
        }
    }

    @Test
    void each_event_is_taken_by_one_worker_at_a_time() {
        for (int i = 0; i < 40; i++) {
            event();
        }
        var taken = Flux.range(0, 200)
                .flatMap(i -> inbox.take(3, 100, Duration.ofHours(1)), 8)
                .flatMapIterable(events -> events)
                .map(InboxEvent.Due::id)
                .collectList();
        assertThat(now(taken)).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(40);
    }

    @Test
    void events_of_an_object_are_taken_and_marked_together() {
        try (TestDatabase own = TestDatabase.fresh();
                LedgerDatabase other = own.open()) {
            own.execute(
                    "INSERT INTO stripe_inbox (event_id, type, object_id, created, api_version, livemode, raw)"
                            + " SELECT 'evt_' || n, 'x', 'pi_' || n % 3, now(), '', n % 2 = 0, '{}' FROM generate_series(1, 30) n;"
                            + "INSERT INTO stripe_inbox (event_id, type, object_id, created, api_version, livemode, raw)"
                            + " SELECT 'evt_none_' || n, 'x', '', now(), '', true, '{}' FROM generate_series(1, 5) n;"
                            + "UPDATE stripe_inbox SET next_at = now() - interval '1 minute' WHERE event_id IN ('evt_3', 'evt_none_1')");
            List<InboxEvent.Due> taken = now(other.inbox().take(2, 100, Duration.ofHours(1)));
            assertThat(taken).extracting(InboxEvent.Due::object).containsOnly("pi_0", "");
            assertThat(taken).hasSize(11);

            List<String> ids = taken.stream().map(InboxEvent.Due::id).toList();
            other.inbox().mark(ids, "ignored", "why").block(PATIENCE);
            other.inbox().mark(ids, "kept", "too late").block(PATIENCE);
            assertThat(own.query(
                            "SELECT state || reason || count(*) FROM stripe_inbox GROUP BY state, reason ORDER BY 1"))
                    .containsExactly("ignoredwhy11", "new24");
        }
    }

    @Test
    void the_proof_sees_credits_without_a_payment() {
        TestDatabase own = TestDatabase.fresh();
        try (LedgerDatabase other = own.open()) {
            long account = TestDatabase.account(other, "0").id();
            other.billing()
                    .apply(List.of("e"), "pi_x", 0, it -> it.pay(bought(account, "pi_x", "10", 100), "test")
                            .then())
                    .block(PATIENCE);
            own.tamper("DELETE FROM stripe_payment");
            assertThat(LedgerProof.of(DatabaseUrl.parse(own.r2dbcUrl()), Witness.NONE))
                    .filteredOn(check -> !check.holds())
                    .flatExtracting(Check::examples)
                    .containsExactly("payment pi:pi_x is worth 0, its grants are 10000000000");
        }
        own.close();
    }

    @Test
    void a_subscription_that_has_ended_never_comes_back() {
        Subscription ended = subscription(account(), "canceled", false);
        assertThat(written(ended)).isTrue();
        List<String> before = rows(ended);
        assertThat(written(subscription(ended.account(), "active", true))).isFalse();
        assertThat(rows(ended)).isEqualTo(before);
    }

    private static Subscription subscription(long account, String status, boolean paused) {
        Instant end = Instant.parse("2026-12-01T00:00:00Z");
        return new Subscription("sub_" + account, account, "pro", status, "price_1", end, false, paused);
    }

    /** What is answered in the transaction, which is committed all the same. */
    private boolean written(Subscription subscription) {
        AtomicBoolean answer = new AtomicBoolean();
        apply(subscription.id(), it -> it.subscription(subscription, false).doOnNext(answer::set));
        return answer.get();
    }

    private List<String> rows(Subscription subscription) {
        return database.query("SELECT s::text FROM stripe_subscription s WHERE id = '" + subscription.id() + "'");
    }

    private String state(String event) {
        return database.query("SELECT state FROM stripe_inbox WHERE event_id = '" + event + "'")
                .get(0);
    }
}

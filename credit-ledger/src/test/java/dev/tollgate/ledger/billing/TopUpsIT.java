package dev.tollgate.ledger.billing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.LedgerDatabase;
import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.pricing.Credits;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Who is charged by itself, when, how often at most; and that two never charge for the same. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TopUpsIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration NONE = Duration.ZERO;
    private static final Duration HOUR = Duration.ofHours(1);

    private static final long PRICE = 500;
    private static final long MOST = 1200;

    private final TestDatabase database = TestDatabase.fresh();
    private final LedgerDatabase node = database.open();
    private final LedgerDatabase other = database.open();
    private final TopUps topUps = node.topUps();

    @AfterAll
    void close() {
        other.close();
        node.close();
        database.close();
    }

    private static <A> A now(Mono<A> answer) {
        return Objects.requireNonNull(answer.block(PATIENCE));
    }

    private static void done(Mono<Void> work) {
        work.block(PATIENCE);
    }

    private static Credits credits(String amount) {
        return Credits.of(new BigDecimal(amount));
    }

    /** One that has so many credits, and buys below ten. */
    private long account(String has) {
        long account = TestDatabase.account(node, has).id();
        put(account, true);
        return account;
    }

    private void put(long account, boolean enabled) {
        done(topUps.put(account, new TopUp.Setting(enabled, credits("10"), "", PRICE, MOST)));
    }

    private List<TopUp.Due> take(long account, Duration lease) {
        return now(topUps.take(1000, NONE, lease)).stream()
                .filter(due -> due.account() == account)
                .toList();
    }

    private static Order order(long account) {
        return new Order(UUID.randomUUID(), account, Order.Kind.TOPUP, "test", PRICE, credits("5"), "");
    }

    private TopUp.Opened open(TopUps by, Order order) {
        return now(by.open(order, version(order.account()), "cus_1", "pm_1", HOUR, false));
    }

    private long version(long account) {
        return Long.parseLong(one("SELECT version FROM top_up WHERE wallet_id = " + account));
    }

    private String one(String query) {
        return database.query(query).get(0);
    }

    private void paid(Order order) {
        database.execute("UPDATE billing_order SET state = 'paid', changed_at = now() WHERE id = '" + order.id() + "'");
    }

    private TopUp of(long account) {
        return now(topUps.of(account));
    }

    @Test
    void who_has_less_than_it_wants_is_taken_by_one() {
        long rich = account("10");
        long poor = account("9.999999999");
        List<TopUp.Due> all = Flux.range(0, 16)
                .flatMap(i -> (i % 2 == 0 ? topUps : other.topUps()).take(1000, NONE, HOUR), 16)
                .flatMapIterable(due -> due)
                .collectList()
                .block(PATIENCE);
        assertThat(all).extracting(TopUp.Due::account).containsOnlyOnce(poor).doesNotContain(rich);
        assertThat(take(poor, HOUR)).isEmpty();
    }

    @Test
    void of_many_who_order_at_once_one_does() {
        long account = account("1");
        List<TopUp.Opened> answers = Flux.range(0, 32)
                .flatMap(
                        i -> (i % 2 == 0 ? topUps : other.topUps())
                                .open(order(account), version(account), "cus_1", "pm_1", HOUR, false),
                        16)
                .collectList()
                .block(PATIENCE);
        assertThat(answers).containsOnlyOnce(TopUp.Opened.OPENED).contains(TopUp.Opened.CHANGED);
        assertThat(of(account).chargedCents()).isEqualTo(PRICE);
    }

    @Test
    void what_nobody_was_heard_of_again_comes_again_with_all_that_was_sent() {
        long account = account("1");
        Order order = order(account);
        assertThat(now(topUps.open(order, version(account), "cus_7", "pm_7", NONE, false)))
                .isEqualTo(TopUp.Opened.OPENED);
        TopUp.Due due = take(account, HOUR).get(0);
        TopUp.Charge charge = Objects.requireNonNull(due.charge());
        assertThat(due.tries()).isEqualTo(2);
        assertThat(due.wanted()).isTrue();
        assertThat(List.of(charge.order(), charge.item(), charge.cents(), charge.customer(), charge.card()))
                .containsExactly(order.id(), "test", PRICE, "cus_7", "pm_7");
        assertThat(take(account, HOUR)).isEmpty();
    }

    @Test
    void no_more_is_charged_in_a_day_than_it_may_with_what_is_open() {
        long account = account("1");
        for (int i = 0; i < 2; i++) {
            Order order = order(account);
            assertThat(open(topUps, order)).isEqualTo(TopUp.Opened.OPENED);
            assertThat(open(topUps, order(account))).isEqualTo(TopUp.Opened.CHANGED);
            paid(order);
            take(account, HOUR);
        }
        assertThat(open(topUps, order(account))).isEqualTo(TopUp.Opened.CAP);
        assertThat(take(account, HOUR)).isEmpty();
        assertThat(of(account).chargedCents()).isEqualTo(2 * PRICE);
        database.execute(
                "UPDATE billing_order SET changed_at = now() - interval '24 hours' WHERE wallet_id = " + account);
        assertThat(open(topUps, order(account))).isEqualTo(TopUp.Opened.OPENED);
        Order dear = new Order(UUID.randomUUID(), account("1"), Order.Kind.TOPUP, "test", MOST + 1, credits("5"), "");
        assertThat(open(topUps, dear)).isEqualTo(TopUp.Opened.TOO_DEAR);
    }

    @Test
    void three_failures_in_a_row_switch_it_off_and_its_owner_on_again() {
        long account = account("1");
        for (int failures = 1; failures <= 3; failures++) {
            assertThat(of(account).setting().enabled()).isTrue();
            Order order = order(account);
            assertThat(open(topUps, order)).isEqualTo(TopUp.Opened.OPENED);
            done(topUps.failed(order.id(), "declined " + failures, NONE, 3));
            done(topUps.failed(order.id(), "declined again", NONE, 3));
        }
        TopUp stopped = of(account);
        assertThat(stopped.setting().enabled()).isFalse();
        assertThat(Objects.requireNonNull(stopped.stopped()).reason()).isEqualTo("declined 3");
        assertThat(stopped.chargedCents()).isZero();
        assertThat(open(topUps, order(account))).isEqualTo(TopUp.Opened.CHANGED);
        put(account, true);
        assertThat(of(account).stopped()).isNull();
        assertThat(take(account, HOUR)).hasSize(1);
    }

    @Test
    void one_that_is_paid_ends_the_row_of_failures() {
        long account = account("1");
        for (int i = 0; i < 2; i++) {
            Order order = order(account);
            open(topUps, order);
            done(topUps.failed(order.id(), "declined", NONE, 3));
        }
        Order order = order(account);
        open(topUps, order);
        paid(order);
        done(topUps.failed(order.id(), "it was paid", NONE, 3));
        take(account, NONE);
        assertThat(one("SELECT failures || ' ' || enabled FROM top_up WHERE wallet_id = " + account))
                .isEqualTo("0 true");
    }

    @Test
    void a_pause_between_failures_doubles() {
        long account = account("1");
        for (String seconds : List.of("100", "200")) {
            Order order = order(account);
            open(topUps, order);
            done(topUps.failed(order.id(), "declined", Duration.ofSeconds(100), 3));
            assertThat(take(account, HOUR)).isEmpty();
            assertThat(one(
                            "SELECT round(extract(epoch FROM next_at - now()) / 100) * 100 FROM top_up WHERE wallet_id = "
                                    + account))
                    .isEqualTo(seconds);
        }
    }

    @Test
    void who_is_frozen_switched_off_or_in_debt_after_money_went_back_is_not_charged() {
        long frozen = account("1");
        database.execute("SELECT tg_freeze(" + frozen + ", true, 'test')");
        long off = account("1");
        done(topUps.off(off));
        long owes = account("0");
        database.execute("SELECT tg_correct(ARRAY[" + owes + "::bigint], ARRAY['adjust'], ARRAY['take " + owes
                + "'], ARRAY[''], ARRAY[1000000000::bigint], ARRAY['test'], 4000000000000000000)");
        assertThat(open(topUps, order(frozen))).isEqualTo(TopUp.Opened.ENOUGH);
        assertThat(open(topUps, order(off))).isEqualTo(TopUp.Opened.CHANGED);
        assertThat(take(frozen, HOUR)).isEmpty();
        assertThat(take(off, HOUR)).isEmpty();
        database.execute(
                "INSERT INTO stripe_payment (key, wallet_id, price, intent, source, amount, cents, credits, back, until,"
                        + " expires)"
                        + " VALUES ('pi:" + owes + "', " + owes
                        + ", '', '', 'purchase', 100, 100, 1, 1, 'infinity', 'infinity')");
        assertThat(take(owes, HOUR)).isEmpty();
        assertThat(open(topUps, order(owes))).isEqualTo(TopUp.Opened.ENOUGH);
        database.execute("UPDATE stripe_payment SET exchanged = back, owed = 1");
        assertThat(take(owes, HOUR)).isEmpty();
        database.execute("UPDATE stripe_payment SET owed = 0"); // its price was exchanged for another one, no more
        assertThat(take(owes, HOUR)).hasSize(1);
        database.execute("DELETE FROM stripe_payment");
    }

    @Test
    void free_credits_of_the_day_come_first() {
        long account = account("0");
        database.execute("SELECT tg_set_daily(" + account + ", 20000000000, 'UTC', false)");
        assertThat(open(topUps, order(account))).isEqualTo(TopUp.Opened.ENOUGH);
        assertThat(now(node.ledger().balance(account)).funds().available()).isEqualTo(credits("20"));
    }

    @Test
    void who_has_changed_its_mind_meanwhile_is_obeyed() {
        long account = account("1");
        long before = version(account);
        put(account, true);
        assertThat(now(topUps.open(order(account), before, "cus_1", "pm_1", HOUR, false)))
                .isEqualTo(TopUp.Opened.CHANGED);
        done(topUps.stop(account, before, "an old reason"));
        assertThat(of(account).setting().enabled()).isTrue();
        Order order = order(account);
        assertThat(now(topUps.open(order, version(account), "cus_1", "pm_1", NONE, false)))
                .isEqualTo(TopUp.Opened.OPENED);
        done(topUps.off(account));
        assertThat(take(account, NONE)).extracting(TopUp.Due::wanted).containsExactly(false);
        done(topUps.drop(order.id()));
        assertThat(take(account, NONE)).isEmpty();
        assertThat(one("SELECT state FROM billing_order WHERE id = '" + order.id() + "'"))
                .isEqualTo("closed");
    }

    @Test
    void a_deleted_account_leaves_no_setting_behind() {
        long account = account("1");
        open(topUps, order(account));
        database.execute("SELECT * FROM tg_delete_account(" + account + ", true)");
        assertThat(topUps.of(account).blockOptional(PATIENCE)).isEmpty();
        put(account, true);
        assertThat(topUps.of(account).blockOptional(PATIENCE)).isEmpty();
        assertThat(take(account, NONE)).isEmpty();
    }
}

package dev.tollgate.ledger.billing;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import reactor.core.publisher.Mono;

/** Money that was exchanged for another price lives on at Stripe: what goes back of it is taken from what it buys next. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ExchangesIT {

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private static final Instant END = NOW.plus(Duration.ofDays(30));

    private final TestDatabase database = TestDatabase.fresh();
    private final LedgerDatabase node = database.open();

    @AfterEach
    void proven() {
        assertThat(LedgerProof.of(DatabaseUrl.parse(database.r2dbcUrl()), Witness.NONE))
                .filteredOn(check -> !check.holds())
                .flatExtracting(Check::examples)
                .isEmpty();
    }

    @AfterAll
    void close() {
        node.close();
        database.close();
    }

    private static Credits credits(String amount) {
        return Credits.of(new BigDecimal(amount));
    }

    /** Somebody with a subscription. */
    private final class Subscriber {

        private final long account = TestDatabase.account(node, "0").id();
        private final String name = "sub_" + account;

        private Subscriber pays(String key, String price, long cents, String credits, Instant until) {
            Payment payment = new Payment(
                    key + account,
                    account,
                    null,
                    name,
                    price,
                    "",
                    Payment.Source.PLAN,
                    cents,
                    cents,
                    credits(credits),
                    until,
                    null);
            return apply(effects -> effects.pay(payment, "test"));
        }

        private Subscriber exchanges(String mark, String price, long cents) {
            Subscription of = new Subscription(name, account, "", "active", price, END, false, false);
            return apply(
                    effects -> effects.exchange(mark + account, of, price, cents, NOW, credits("1000"), "exchanged"));
        }

        private Subscriber back(String key, long cents, long inAll) {
            return apply(effects -> effects.takeBack(key + account, cents, inAll, "back"));
        }

        private Subscriber spends(String credits) {
            node.ledger()
                    .correct(CorrectionRequest.adjust(account, UUID.randomUUID().toString(), credits(credits), "used"))
                    .block(PATIENCE);
            return this;
        }

        private Subscriber apply(Function<Effects, Mono<?>> effect) {
            BillingBooks books = node.billing();
            books.version(name)
                    .flatMap(version -> books.apply(List.of("none"), name, version, effects -> effect.apply(effects)
                            .then()))
                    .block(PATIENCE);
            return this;
        }

        /** Credits, debt, and what the next payments give less. */
        private String has() {
            var funds = Objects.requireNonNull(node.ledger().balance(account).block(PATIENCE))
                    .funds();
            return funds.available() + " debt " + funds.debt() + " owed "
                    + database.query("SELECT trim_scale(coalesce(sum(credits), 0) / 1000000000) FROM stripe_owed"
                                    + " WHERE wallet_id = " + account)
                            .get(0);
        }

        private String exchanged() {
            return database.query("SELECT key FROM stripe_payment WHERE gone AND wallet_id = " + account)
                    .toString()
                    .replace(Long.toString(account), "");
        }
    }

    @Test
    void a_trial_settles_nothing_of_what_is_owed_and_is_less_by_it() {
        Subscriber it = new Subscriber()
                .pays("first:", "pro", 4000, "400", END)
                .spends("400")
                .exchanges("down:", "pro", 4000);
        assertThat(it.has()).isEqualTo("0 debt 0 owed 400");
        it.pays("trial:pro:", "other", 0, "100", END);
        assertThat(it.has()).isEqualTo("0 debt 0 owed 400");
        it.pays("trial:max:", "other", 0, "450", END);
        assertThat(it.has()).isEqualTo("50 debt 0 owed 400");
        it.pays("second:", "other", 1000, "100", END);
        assertThat(it.has()).isEqualTo("50 debt 0 owed 300");
    }

    /** Up for $30, and down again, which leaves $30 at Stripe. */
    private Subscriber wentUpAndDown() {
        return new Subscriber()
                .pays("first:", "basic", 1000, "100", END)
                .exchanges("up:", "basic", 1000)
                .pays("second:", "pro", 4000, "400", END)
                .exchanges("down:", "pro", 4000)
                .pays("third:", "basic", 1000, "100", END);
    }

    @Test
    void what_goes_back_after_an_exchange_is_owed_by_what_its_money_buys() {
        Subscriber it = wentUpAndDown();
        assertThat(it.has()).isEqualTo("100 debt 0 owed 0");
        it.back("second:", 3000, 4000).back("second:", 3000, 4000);
        assertThat(it.has()).isEqualTo("100 debt 0 owed 300");
        it.pays("fourth:", "basic", 1000, "100", END).pays("fifth:", "basic", 1000, "100", END);
        assertThat(it.has()).isEqualTo("100 debt 0 owed 100");
        it.back("second:", 0, 4000);
        assertThat(it.has()).isEqualTo("300 debt 0 owed 0");
        it.back("second:", 3000, 4000);
        assertThat(it.has()).isEqualTo("300 debt 0 owed 300");
    }

    @Test
    void what_was_withheld_goes_back_too() {
        Subscriber it = new Subscriber()
                .pays("first:", "basic", 1000, "100", END)
                .spends("60")
                .exchanges("down:", "basic", 1000);
        assertThat(it.has()).isEqualTo("0 debt 0 owed 60");
        it.pays("second:", "other", 1000, "100", END);
        assertThat(it.has()).isEqualTo("40 debt 0 owed 0");
        it.back("second:", 500, 1000);
        assertThat(it.has()).isEqualTo("0 debt 0 owed 10");
        it.back("second:", 1000, 1000);
        assertThat(it.has()).isEqualTo("0 debt 0 owed 60");
        it.back("second:", 0, 1000);
        assertThat(it.has()).isEqualTo("40 debt 0 owed 0");
    }

    @Test
    void a_half_that_was_exchanged_leaves_the_other_half_to_be_taken_back() {
        Subscriber it = new Subscriber().pays("first:", "pro", 4000, "400", END).exchanges("down:", "pro", 2000);
        assertThat(it.has()).isEqualTo("200 debt 0 owed 0");
        it.back("first:", 2000, 4000);
        assertThat(it.has()).isEqualTo("0 debt 0 owed 0");
        it.back("first:", 4000, 4000);
        assertThat(it.has()).isEqualTo("0 debt 0 owed 200");
    }

    @Test
    void the_payment_whose_time_ends_last_is_exchanged_whichever_was_booked_first() {
        Instant before = NOW.plusSeconds(60);
        Subscriber inTime = new Subscriber()
                .pays("older:", "pro", 4000, "400", before)
                .pays("newer:", "pro", 4000, "400", END)
                .exchanges("down:", "pro", 4000);
        Subscriber late = new Subscriber()
                .pays("newer:", "pro", 4000, "400", END)
                .pays("older:", "pro", 4000, "400", before)
                .exchanges("down:", "pro", 4000);
        assertThat(inTime.exchanged()).isEqualTo("[newer:]").isEqualTo(late.exchanged());
        assertThat(inTime.has()).isEqualTo("400 debt 0 owed 0").isEqualTo(late.has());
    }

    @Test
    void time_that_was_over_is_not_exchanged() {
        Subscriber it = new Subscriber().pays("older:", "pro", 4000, "400", NOW).exchanges("down:", "pro", 4000);
        assertThat(it.exchanged()).isEqualTo("[]");
        assertThat(it.has()).isEqualTo("400 debt 0 owed 1000");
    }

    @Test
    void what_was_given_again_can_be_exchanged() {
        Subscriber it = new Subscriber()
                .pays("first:", "basic", 1000, "100", END)
                .back("first:", 1000, 1000)
                .back("first:", 0, 1000)
                .exchanges("up:", "basic", 1000);
        assertThat(it.has()).isEqualTo("0 debt 0 owed 0");
    }
}

package dev.tollgate.ledger.database;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.testing.LedgerInvariants;
import dev.tollgate.ledger.testing.TestDatabase;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** Payments that were booked before V37 stay what they are, and can still be given back, by the functions of today. */
final class BillingUpgradeIT {

    private static final String BEFORE = "36";
    private static final long A_HUNDRED = 100_000_000_000L;

    @Test
    void payments_of_before_keep_their_mode_end_and_price() {
        try (TestDatabase database = TestDatabase.fresh()) {
            DatabaseUrl url = DatabaseUrl.parse(database.r2dbcUrl());
            database.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public");
            migratedTo(BEFORE, url);
            database.execute(
                    """
                    SELECT tg_open_account('acc_1', 'a@example.com', 'pro', 'UTC', NULL, NULL, NULL, NULL);
                    SELECT tg_stripe_event('evt_1', 'invoice.paid', 'in_1', now(), 'v', true, '{}');
                    SELECT tg_stripe_customer(id, 'cus_1') FROM account;
                    SELECT tg_order_open('00000000-0000-0000-0000-000000000001', id, 'checkout', 'starter', 1000, 100000000000, '',
                                         0, 0) FROM account;
                    SELECT tg_stripe_subscription('sub_1', id, 'pro', 'active', 'price_pro', now() + interval '20 days', false,
                                                  false) FROM account;
                    SELECT tg_stripe_pay('il:in_1:1', id, NULL, 'sub_1', 'price_pro', 'pi_1', 'plan', 1000, 1000, 100000000000,
                                         'infinity', 'a month', 9223372036854775807) FROM account
                    """);

            Schema.migrate(url);

            assertThat(database.query(
                            "SELECT livemode FROM stripe_customer UNION ALL SELECT livemode FROM billing_order"
                                    + " UNION ALL SELECT livemode FROM stripe_subscription"))
                    .containsExactly("t", "t", "t");
            assertThat(database.query("SELECT (until > now() + interval '27 days') || '|' || owed FROM stripe_payment"))
                    .containsExactly("true|0");
            assertThat(database.query("SELECT id || '|' || plan || '|' || credits || '|' || stays FROM stripe_price"))
                    .containsExactly("price_pro|pro|" + A_HUNDRED + "|true");
            database.execute("SELECT tg_stripe_back('il:in_1:1', 1000, 1000, 'refund', 9223372036854775807)");
            assertThat(database.query("SELECT posted || '|' || debt FROM wallet"))
                    .containsExactly("0|0");
            LedgerInvariants.check(database);
            assertThat(database.query("SELECT event_id FROM tg_stripe_take(8, 100, interval '1 hour')"))
                    .containsExactly("evt_1");
            database.execute("SELECT tg_stripe_mark(ARRAY['evt_1'], 'done', '')");
            assertThat(database.query("SELECT state FROM stripe_inbox")).containsExactly("done");
            assertThat(database.query("SELECT id FROM stripe_price WHERE once"))
                    .as("until it is read again")
                    .isEmpty();
        }
    }

    private static void migratedTo(String version, DatabaseUrl url) {
        Roles.make(url);
        Flyway.configure(BillingUpgradeIT.class.getClassLoader())
                .dataSource(url.jdbcUrl(), url.user(), url.password())
                .locations("classpath:db/migration")
                .placeholders(Map.of("newest", version))
                .repeatableSqlMigrationPrefix("NONE")
                .target(version)
                .load()
                .migrate();
    }
}

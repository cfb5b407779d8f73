package dev.tollgate.ledger.testing;

import java.time.Duration;
import java.util.List;

/**
 * Strikes down whoever brings the books to what an event of Stripe's tells: the first try at its first write, the second at its
 * second, and so on until one has no more writes and is committed; then the next one's first try at its first write.
 */
public final class Strikes implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /**
     * Sequences are not rolled back, so they know how many tries were struck down, and where; each try counts its own writes. An
     * effect begins with its object; whatever else is written is left alone.
     */
    private static final String BEGIN =
            """
            CREATE SEQUENCE strikes;
            GRANT ALL ON SEQUENCE strikes TO PUBLIC;
            CREATE FUNCTION strike() RETURNS trigger LANGUAGE plpgsql AS $$
            DECLARE
                before text := coalesce(current_setting('tg.writes', true), '');
                nth    int;
            BEGIN
                IF before = '' AND TG_TABLE_NAME <> 'stripe_object' THEN RETURN NULL; END IF;
                nth := coalesce(nullif(before, ''), '0')::int + 1;
                PERFORM set_config('tg.writes', nth::text, true);
                IF nth = (SELECT last_value FROM strikes) THEN
                    PERFORM setval('strikes', nth + 1, false), nextval('struck_' || TG_TABLE_NAME);
                    RAISE EXCEPTION 'struck down at write %', nth;
                END IF;
                IF TG_TABLE_NAME = 'stripe_inbox' THEN
                    PERFORM setval('strikes', 1, false);
                END IF;
                RETURN NULL;
            END $$;
            DO $$ DECLARE t text; BEGIN
                FOREACH t IN ARRAY ARRAY['account_plan', 'audit', 'billing_order', 'correction', 'credit_grant', 'entry',
                        'redemption', 'stripe_customer', 'stripe_object', 'stripe_owed', 'stripe_payment', 'stripe_price',
                        'stripe_subscription', 'wallet'] LOOP
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

    private static final String END =
            """
            DROP FUNCTION IF EXISTS strike CASCADE;
            DO $$ DECLARE s text; BEGIN
                FOR s IN SELECT sequencename FROM pg_sequences WHERE sequencename LIKE 'struck_%' OR sequencename = 'strikes'
                LOOP EXECUTE format('DROP SEQUENCE %I', s); END LOOP;
            END $$
            """;

    private static final String DUE = "state = 'new' OR state = 'kept' AND reason LIKE '%struck down%'";

    private final TestDatabase database;

    private Strikes(TestDatabase database) {
        this.database = database;
    }

    /** From now on, until it is closed. */
    public static Strikes on(TestDatabase database) {
        database.execute(BEGIN);
        return new Strikes(database);
    }

    /** Waits until all events are worked on, without the pauses after failures, and without an end of the worker's patience. */
    public void worked() {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!database.query("SELECT event_id FROM stripe_inbox WHERE " + DUE).isEmpty()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited too long for the worker");
            }
            database.execute("UPDATE stripe_inbox SET state = 'new', tries = 0, next_at = now() WHERE " + DUE);
            database.query("SELECT pg_sleep(0.02)");
        }
    }

    /** The tables whose writes were struck down. */
    public List<String> struck() {
        return database.query("SELECT substr(sequencename, length('struck_') + 1) FROM pg_sequences"
                + " WHERE sequencename LIKE 'struck_%' AND last_value IS NOT NULL");
    }

    @Override
    public void close() {
        database.execute(END);
    }
}

package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What has come while nobody worked is worked on, however much it is. */
final class InboxBacklogIT extends BillingTest {

    private static final int BACKLOG = 2_000;

    @Test
    void a_long_backlog_is_worked_on_to_its_end() {
        api.database.execute("INSERT INTO stripe_inbox (event_id, type, object_id, created, api_version, livemode, raw)"
                + " SELECT 'evt_backlog_' || n, 'product.updated', 'prod_' || n, now(), '', false, '{}'"
                + " FROM generate_series(1, " + BACKLOG + ") n");
        worked();
        api.database.execute("UPDATE stripe_inbox SET state = 'new', next_at = now() WHERE event_id = 'evt_backlog_1'");
        worked();
        assertThat(api.database.query("SELECT sum(tries) FROM stripe_inbox WHERE state = 'ignored'"))
                .containsExactly(Integer.toString(BACKLOG + 1));
    }
}

package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Customer;
import org.junit.jupiter.api.Test;

/** What has come while nobody worked is worked on, however much it is. */
final class InboxBacklogIT extends BillingTest {

    private static final int BACKLOG = 2_000;

    @Test
    void an_object_is_fetched_once_for_all_events_that_wait() {
        Customer customer = api.customer("empty");
        String session = checkout(customer, "{\"package\":\"starter\"}").field("session");
        stripe.pay(session);
        api.database.execute("INSERT INTO stripe_inbox (event_id, type, object_id, created, api_version, livemode, raw)"
                + " SELECT 'evt_same_' || n, 'checkout.session.completed', '" + session + "', now(), '', false, '{}'"
                + " FROM generate_series(1, 500) n");
        worked();
        assertThat(stripe.fetched(session)).isEqualTo(1);
        assertThat(available(customer)).isEqualTo("120");
        assertThat(
                        api.database.query(
                                "SELECT state || ' ' || count(*) FROM stripe_inbox WHERE event_id LIKE 'evt_same_%' GROUP BY state"))
                .containsExactly("done 500");
    }

    @Test
    void a_long_backlog_is_worked_on_to_its_end() {
        api.database.execute("INSERT INTO stripe_inbox (event_id, type, object_id, created, api_version, livemode, raw)"
                + " SELECT 'evt_backlog_' || n, 'payment_method.attached', 'pm_' || n, now(), '', false, '{}'"
                + " FROM generate_series(1, " + BACKLOG + ") n");
        worked();
        api.database.execute("UPDATE stripe_inbox SET state = 'new', next_at = now() WHERE event_id = 'evt_backlog_1'");
        worked();
        assertThat(api.database.query("SELECT sum(tries) FROM stripe_inbox WHERE state = 'ignored'"))
                .containsExactly(Integer.toString(BACKLOG + 1));
    }
}

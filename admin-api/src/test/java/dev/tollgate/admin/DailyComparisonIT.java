package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Customer;
import org.junit.jupiter.api.Test;

/** The books are compared with Stripe once a day, however short the gateways run. */
final class DailyComparisonIT extends BillingTest {

    @Override
    String reconcileEvery() {
        return "100ms";
    }

    /** Of an intent without an event only comparing can tell. */
    private String paidUntold(Customer customer) {
        String session = checkout(customer, "{\"package\":\"starter\"}").field("session");
        return stripe.pay(session);
    }

    @Test
    void a_payment_that_nobody_told_of_is_found_when_a_day_is_over() {
        api.until(() -> compared().equals("t"));
        Customer customer = api.customer("empty");
        String intent = paidUntold(customer);
        String before = seen();
        api.until(() -> !seen().equals(before));
        assertThat(looksAt(intent)).isZero();
        api.database.execute("UPDATE stripe_cursor SET compared = now() - interval '25 hours'");
        api.until(() -> available(customer).equals("120"));
        assertThat(looksAt(intent)).isEqualTo(1);
        api.until(() -> compared().equals("t"));
    }

    private String compared() {
        return api.database
                .query("SELECT coalesce(bool_or(compared > now() - interval '1 hour'), false) FROM stripe_cursor")
                .get(0);
    }

    private String seen() {
        return api.database.query("SELECT max(seen) FROM stripe_cursor").get(0);
    }

    private int looksAt(String intent) {
        return api.database
                .query("SELECT event_id FROM stripe_inbox WHERE object_id = '" + intent + "'")
                .size();
    }
}

package dev.tollgate.admin;

import static dev.tollgate.admin.SelfServiceIT.problem;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What cannot be written down is not acknowledged: so Stripe sends it again. */
final class WebhookLedgerAwayIT extends BillingTest {

    @Test
    void an_event_that_is_signed_is_answered_503_while_the_ledger_is_away() {
        String event = stripe.event("payment_intent.succeeded", stripe.intent(null, 1000, "succeeded"));
        api.ledger.close();
        problem(deliver(event), 503, "ledger_unavailable");
        assertThat(api.database.query("SELECT event_id FROM stripe_inbox")).isEmpty();
    }
}

package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Answer;
import dev.tollgate.admin.TestApi.Customer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What banks want to know of payments, and money that goes back in very many parts. */
final class BankWorriesIT extends BillingTest {

    private String bought(Customer customer) {
        String session = checkout(customer, "{\"package\":\"starter\"}").field("session");
        String intent = stripe.pay(session);
        told("checkout.session.completed", session);
        assertThat(available(customer)).isEqualTo("120");
        return intent;
    }

    private String told(String type, String object) {
        String event = stripe.event(type, object);
        deliver(event);
        worked();
        return event;
    }

    @Test
    void an_inquiry_takes_nothing_and_is_there_to_be_seen_until_it_is_answered() {
        Customer customer = api.customer("empty");
        String intent = bought(customer);
        String inquiry = stripe.dispute(intent, 1000, "warning_needs_response");
        assertThat(outcome(told("charge.dispute.created", inquiry)))
                .isEqualTo("kept: the bank inquires about " + intent + " (" + inquiry
                        + "): answer it at Stripe, or give the money back; it may become a dispute");
        assertThat(available(customer)).isEqualTo("120");
        stripe.set(inquiry, "status", "warning_closed");
        assertThat(outcome(told("charge.dispute.closed", inquiry))).isEqualTo("done: ");
        assertThat(available(customer)).isEqualTo("120");
    }

    @Test
    void a_warning_of_fraud_is_there_to_be_seen_until_the_money_went_back() {
        Customer customer = api.customer("empty");
        String intent = bought(customer);
        stripe.put(
                "issfr_one",
                "radar.early_fraud_warning",
                Map.of("payment_intent", intent, "charge", "ch_one", "fraud_type", "made_with_stolen_card"));
        stripe.set("issfr_one", "actionable", true);
        String event = told("radar.early_fraud_warning.created", "issfr_one");
        assertThat(outcome(event))
                .startsWith("kept: the card's issuer warns that " + intent + " is a fraud (made_with_stolen_card)");
        stripe.set("issfr_one", "actionable", false);
        assertThat(outcome(told("radar.early_fraud_warning.updated", "issfr_one")))
                .isEqualTo("ignored: the payment that it warns of was refunded, or is disputed");
    }

    @Test
    void what_goes_back_in_more_parts_than_a_page_has_is_all_taken_back() {
        Customer customer = api.customer("empty");
        String intent = bought(customer);
        String last = "";
        for (int i = 0; i < 105; i++) {
            stripe.dispute(intent, 4, "lost");
            last = stripe.refund(intent, 4, "succeeded");
        }
        told("refund.created", last);
        assertThat(available(customer)).isEqualTo("19.2");
    }

    @Test
    void a_key_that_was_used_for_something_else_is_told_so() {
        String intent = bought(api.customer("empty"));
        String refund = "{\"paymentIntent\":\"" + intent
                + "\",\"amount\":\"%s\",\"reason\":\"sorry\",\"idempotencyKey\":\"one\"}";
        Answer first = api.admin("/api/billing/refunds", refund.formatted("1.00"));
        assertThat(first.status()).as(first.text()).isEqualTo(200);
        // As if it had been asked for by somebody else a moment ago, and were not listed yet.
        stripe.remove(first.field("refund"));
        Answer second = api.admin("/api/billing/refunds", refund.formatted("2.00"));
        assertThat(second.status()).as(second.text()).isEqualTo(409);
        assertThat(second.field("code")).isEqualTo("idempotency_conflict");
        worked();
    }
}

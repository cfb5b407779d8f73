package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Customer;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Beside other products of the same account of Stripe: what says nothing of this gateway is theirs. */
final class OtherProductsIT extends BillingTest {

    @Override
    Map<String, Object> more() {
        return Map.of("tollgate.stripe.other-products", "true");
    }

    private String told(String type, String object) {
        String event = stripe.event(type, object);
        deliver(event);
        worked();
        return outcome(event);
    }

    @Test
    void payments_pages_and_invoices_that_say_nothing_are_passed_over() {
        Map<String, Object> paid =
                Map.of("status", "succeeded", "amount", 500, "amount_received", 500, "currency", "usd");
        stripe.put("pi_theirs", "payment_intent", paid);
        stripe.put("cs_theirs", "checkout.session", Map.of("status", "complete", "metadata", Map.of()));
        stripe.put("in_theirs", "invoice", Map.of("status", "paid", "total", 500, "amount_paid", 500));
        assertThat(told("payment_intent.succeeded", "pi_theirs")).startsWith("ignored: the payment has no order");
        assertThat(told("checkout.session.completed", "cs_theirs")).startsWith("ignored: the session has no order");
        assertThat(told("invoice.paid", "in_theirs")).startsWith("ignored: the invoice in_theirs was paid");
    }

    @Test
    void what_names_this_gateway_is_kept_all_the_same() {
        Map<String, String> ours = Map.of("tollgate_order", "019a0000-0000-7000-8000-000000000000");
        stripe.put("cs_lost", "checkout.session", Map.of("status", "complete", "metadata", ours));
        assertThat(told("checkout.session.completed", "cs_lost")).startsWith("kept");
        stripe.put(
                "pi_lost",
                "payment_intent",
                Map.of("status", "succeeded", "amount", 500, "amount_received", 500, "metadata", ours));
        assertThat(told("payment_intent.succeeded", "pi_lost")).startsWith("kept");
        Customer customer = api.customer("empty");
        String session = checkout(customer, "{\"package\":\"starter\"}").field("session");
        stripe.pay(session);
        assertThat(told("checkout.session.completed", session)).isEqualTo("done: ");
        assertThat(available(customer)).isEqualTo("120");
    }
}

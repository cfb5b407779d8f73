package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Customer;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Money that came without an order of ours is not passed over; an invoice may say what it is for. */
final class UnknownMoneyIT extends BillingTest {

    private void invoice(String id, Map<String, String> metadata, String customer) {
        String intent = "pi_" + id;
        stripe.put(
                intent,
                "payment_intent",
                Map.of("status", "succeeded", "amount", 2000, "amount_received", 2000, "currency", "usd"));
        stripe.put(
                "inpay_" + id, "invoice_payment", Map.of("invoice", id, "payment", Map.of("payment_intent", intent)));
        Map<String, Object> payment = Map.of("status", "paid", "payment", Map.of("payment_intent", intent));
        stripe.put(
                id,
                "invoice",
                Map.of(
                        "status",
                        "paid",
                        "currency",
                        "usd",
                        "amount_paid",
                        2000,
                        "total",
                        2000,
                        "customer",
                        customer,
                        "metadata",
                        metadata,
                        "payments",
                        Map.of("object", "list", "data", List.of(payment), "has_more", false, "url", "/v1/none")));
    }

    private String told(String type, String object) {
        return told(stripe.event(type, object));
    }

    private String told(String event) {
        deliver(event);
        worked();
        return event;
    }

    @Test
    void a_payment_without_an_order_is_kept_until_it_went_back() {
        stripe.put(
                "pi_stranger",
                "payment_intent",
                Map.of("status", "succeeded", "amount", 500, "amount_received", 500, "currency", "usd"));
        assertThat(outcome(told("payment_intent.succeeded", "pi_stranger")))
                .isEqualTo("kept: the payment has no order of this gateway (tollgate_order)");
        assertThat(outcome(told("refund.created", stripe.refund("pi_stranger", 500, "succeeded"))))
                .isEqualTo("ignored: the payment has no order of this gateway (tollgate_order)");
    }

    @Test
    void a_payment_that_brought_nothing_is_passed_over() {
        stripe.put("pi_trying", "payment_intent", Map.of("status", "requires_payment_method", "amount", 500));
        assertThat(outcome(told("payment_intent.created", "pi_trying"))).startsWith("ignored");
    }

    @Test
    void a_paid_invoice_that_says_nothing_is_kept() {
        invoice("in_silent", Map.of(), "cus_silent");
        String kept = "kept: the invoice in_silent was paid, is of no subscription, and does not say what it includes"
                + " (includedCredits)";
        assertThat(outcome(told("invoice.paid", "in_silent"))).isEqualTo(kept);
        assertThat(outcome(told("payment_intent.succeeded", "pi_in_silent"))).isEqualTo(kept);
        stripe.set("in_silent", "status", "open");
        assertThat(outcome(told("invoice.updated", "in_silent"))).startsWith("ignored: an invoice of no subscription");
    }

    @Test
    void a_draft_that_was_deleted_is_passed_over_and_what_was_paid_and_is_not_there_is_kept() {
        List<String> drafts = Stream.of(
                        "invoice.created", "invoice.updated", "invoice.finalization_failed", "invoice.deleted")
                .map(type -> {
                    stripe.put("in_draft", "invoice", Map.of("status", "draft"));
                    String event = stripe.event(type, "in_draft");
                    stripe.remove("in_draft");
                    return told(event);
                })
                .toList();
        assertThat(drafts).extracting(this::outcome).allSatisfy(it -> assertThat(it)
                .startsWith("ignored: "));
        invoice("in_elsewhere", Map.of(), "cus_elsewhere");
        String paid = stripe.event("invoice.paid", "in_elsewhere");
        stripe.remove("in_elsewhere");
        assertThat(outcome(told(paid))).startsWith("kept: ");
    }

    @Test
    void a_paid_invoice_gives_what_it_says_once_and_its_money_takes_that_back() {
        Customer customer = api.customer("empty");
        invoice("in_said", Map.of("includedCredits", "250", "tollgate_account", customer.account()), "cus_said");
        String paid = told("invoice.paid", "in_said");
        assertThat(outcome(paid)).isEqualTo("done: ");
        told("payment_intent.succeeded", "pi_in_said");
        told("invoice.payment_succeeded", "in_said");
        assertThat(available(customer)).isEqualTo("250");
        told("refund.created", stripe.refund("pi_in_said", 500, "succeeded"));
        assertThat(available(customer)).isEqualTo("187.5");
    }

    @Test
    void a_paid_invoice_of_nobody_or_with_a_mistake_is_kept_and_gives_when_it_is_mended() {
        Customer customer = api.customer("empty");
        invoice("in_odd", Map.of("includedCredits", "2.5"), "cus_odd");
        String event = told("invoice.paid", "in_odd");
        assertThat(outcome(event)).contains("kept", "must be a whole number of credits");
        stripe.set("in_odd", "metadata", Map.of("includedCredits", "25"));
        event = told("invoice.updated", "in_odd");
        assertThat(outcome(event)).contains("kept", "nobody is known as its customer");
        stripe.set("in_odd", "metadata", Map.of("includedCredits", "25", "tollgate_account", customer.account()));
        String id = TestApi.JSON.readTree(event).path("id").asString();
        api.admin("/api/billing/webhooks/" + id + "/replay", "{}");
        worked();
        assertThat(available(customer)).isEqualTo("25");
    }
}

package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Customer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Invoices that are not paid in time, or not at once. */
final class InvoicePaymentsIT extends BillingTest {

    private static final Instant NOW = Instant.now();

    @Test
    void what_is_paid_late_gives_what_it_pays_for() {
        Customer customer = api.customer("empty");
        price("late");
        subscription("late", customer);
        invoice("late", Duration.ofDays(-10));
        String event = stripe.event("invoice.paid", "in_late");
        deliver(event);
        worked();
        assertThat(outcome(event)).isEqualTo("done: ");
        assertThat(available(customer)).isEqualTo("100");
        assertThat(api.database.query("SELECT expires - now() BETWEEN interval '2 days' AND interval '4 days'"
                        + " FROM stripe_payment WHERE key = 'il:in_late:il_late'"))
                .containsExactly("t");
    }

    @Test
    void what_is_paid_once_with_a_period_has_credits_that_stay() {
        Customer customer = api.customer("empty");
        price("with");
        subscription("with", customer);
        stripe.put("prod_once", "product", Map.of("metadata", Map.of(), "active", true));
        stripe.put(
                "price_once",
                "price",
                Map.of(
                        "product",
                        "prod_once",
                        "unit_amount",
                        500,
                        "currency",
                        "usd",
                        "active",
                        true,
                        "metadata",
                        Map.of("includedCredits", "40")));
        invoice("with", List.of(line("with", Duration.ofDays(20), 2000), line("once", Duration.ZERO, 500)));
        deliver(stripe.event("invoice.paid", "in_with"));
        worked();
        assertThat(available(customer)).isEqualTo("140");
        assertThat(api.database.query("SELECT key || ' ' || (expires = 'infinity') FROM stripe_payment"
                        + " WHERE key LIKE 'il:in_with:%' ORDER BY key"))
                .containsExactly("il:in_with:il_once true", "il:in_with:il_with false");
    }

    @Test
    void what_goes_back_of_any_of_its_payments_counts() {
        Customer customer = api.customer("empty");
        price("twice");
        subscription("twice", customer);
        invoice("twice", Duration.ofDays(20), "pi_first", "pi_second");
        deliver(stripe.event("invoice.paid", "in_twice"));
        worked();
        assertThat(available(customer)).isEqualTo("100");
        stripe.put("pi_second", "payment_intent", Map.of("status", "succeeded", "amount_received", 1000));
        stripe.put(
                "inpay_second",
                "invoice_payment",
                Map.of("invoice", "in_twice", "payment", Map.of("payment_intent", "pi_second")));
        deliver(stripe.event("refund.created", stripe.refund("pi_second", 1000, "succeeded")));
        worked();
        assertThat(available(customer)).isEqualTo("50");
    }

    @Test
    void who_buys_and_is_nobody_is_kept_after_some_tries_and_gets_it_when_it_is_said_who_that_is() {
        Customer customer = api.customer("empty");
        price("nobody");
        subscription("nobody", customer);
        stripe.set("sub_nobody", "metadata", Map.of());
        invoice("nobody", Duration.ofDays(20));
        String event = stripe.event("invoice.paid", "in_nobody");
        deliver(event);
        api.until(() -> {
            api.database.execute("UPDATE stripe_inbox SET next_at = now() WHERE state = 'new'");
            return !outcome(event).startsWith("new");
        });
        assertThat(outcome(event)).isEqualTo("kept: nobody is known as the customer cus_nobody");
        assertThat(api.database.query("SELECT tries FROM stripe_inbox WHERE object_id = 'in_nobody'"))
                .containsExactly("8");

        stripe.set("sub_nobody", "metadata", Map.of("tollgate_account", customer.account()));
        String id = TestApi.JSON.readTree(event).path("id").asString();
        assertThat(api.admin("/api/billing/webhooks/" + id + "/replay", "{}").status())
                .isEqualTo(200);
        worked();
        assertThat(outcome(event)).isEqualTo("done: ");
        assertThat(available(customer)).isEqualTo("100");
    }

    @Test
    void an_inquiry_about_an_invoices_payment_is_seen() {
        Customer customer = api.customer("empty");
        price("asked");
        subscription("asked", customer);
        invoice("asked", Duration.ofDays(20), "pi_asked");
        stripe.put("pi_asked", "payment_intent", Map.of("status", "succeeded", "amount_received", 2000));
        stripe.put(
                "inpay_asked",
                "invoice_payment",
                Map.of("invoice", "in_asked", "payment", Map.of("payment_intent", "pi_asked")));
        String dispute = stripe.dispute("pi_asked", 2000, "warning_needs_response");
        String event = stripe.event("charge.dispute.created", dispute);
        deliver(event);
        worked();
        assertThat(outcome(event)).startsWith("kept: the bank inquires about pi_asked (" + dispute + ")");
        assertThat(available(customer)).isEqualTo("100");
    }

    @Test
    void a_trial_that_nobody_pays_on_pauses_and_goes_on_when_it_is_resumed() {
        Customer customer = api.customer("empty");
        price("rest");
        subscription("rest", customer);
        stripe.set("sub_rest", "status", "trialing");
        invoice("rest", List.of(line("rest", Duration.ofDays(10), 0)));
        deliver(stripe.event("customer.subscription.created", "sub_rest"));
        worked();
        assertThat(plan(customer)).isEqualTo("pro");
        assertThat(available(customer)).isEqualTo("100");

        invoice("rest", List.of(line("rest", Duration.ofDays(-10), 0)));
        stripe.set("sub_rest", "status", "paused");
        String paused = stripe.event("customer.subscription.paused", "sub_rest");
        deliver(paused);
        worked();
        assertThat(outcome(paused)).isEqualTo("done: ");
        assertThat(plan(customer)).isEqualTo("free");
        assertThat(rest()).isEqualTo("paused true");

        stripe.set("sub_rest", "status", "active");
        invoice("rest-again", "rest", List.of(line("rest", Duration.ofDays(20), 2000)));
        deliver(stripe.event("customer.subscription.resumed", "sub_rest"));
        worked();
        assertThat(plan(customer)).isEqualTo("pro");
        assertThat(rest()).isEqualTo("active false");
        assertThat(api.database.query("SELECT credits / 1000000000 FROM stripe_payment WHERE subscription = 'sub_rest'"
                        + " ORDER BY seq"))
                .containsExactly("100", "100");
    }

    private String plan(Customer customer) {
        return api.get("/api/me/plan", customer.key()).field("plan");
    }

    private String rest() {
        return api.database
                .query("SELECT status || ' ' || paused FROM stripe_subscription WHERE id = 'sub_rest'")
                .get(0);
    }

    private void price(String name) {
        stripe.put("prod_" + name, "product", Map.of("metadata", Map.of()));
        stripe.put(
                "price_" + name,
                "price",
                Map.of(
                        "product",
                        "prod_" + name,
                        "unit_amount",
                        2000,
                        "currency",
                        "usd",
                        "recurring",
                        Map.of("interval", "month", "interval_count", 1),
                        "metadata",
                        Map.of("tollgate_plan", "pro")));
    }

    private void subscription(String name, Customer customer) {
        Map<String, Object> item = Map.of(
                "id",
                "si_" + name,
                "object",
                "subscription_item",
                "current_period_end",
                seconds(Duration.ofDays(20)),
                "price",
                Map.of("id", "price_" + name, "object", "price"));
        stripe.put(
                "sub_" + name,
                "subscription",
                Map.of(
                        "customer",
                        "cus_" + name,
                        "status",
                        "active",
                        "metadata",
                        Map.of("tollgate_account", customer.account()),
                        "items",
                        list(item)));
    }

    private static Map<String, Object> line(String name, Duration end, long cents) {
        return Map.of(
                "id",
                "il_" + name,
                "object",
                "line_item",
                "amount",
                cents,
                "quantity",
                1,
                "discount_amounts",
                List.of(),
                "pricing",
                Map.of("price_details", Map.of("price", "price_" + name, "product", "prod_" + name)),
                "period",
                Map.of("start", seconds(end.minusDays(30)), "end", seconds(end)));
    }

    private void invoice(String name, Duration end, String... intents) {
        invoice(name, List.of(line(name, end, 2000)), intents);
    }

    private void invoice(String name, List<Map<String, Object>> lines, String... intents) {
        invoice(name, name, lines, intents);
    }

    private void invoice(String name, String subscription, List<Map<String, Object>> lines, String... intents) {
        long total = lines.stream()
                .mapToLong(line -> (Long) Objects.requireNonNull(line.get("amount")))
                .sum();
        stripe.put(
                "in_" + name,
                "invoice",
                Map.of(
                        "status",
                        "paid",
                        "amount_paid",
                        total,
                        "total",
                        total,
                        "parent",
                        Map.of("subscription_details", Map.of("subscription", "sub_" + subscription)),
                        "lines",
                        list(lines.toArray()),
                        "payments",
                        list(Arrays.stream(intents)
                                .map(intent -> Map.of(
                                        "status",
                                        "paid",
                                        "payment",
                                        Map.of("type", "payment_intent", "payment_intent", intent)))
                                .toArray())));
    }

    private static long seconds(Duration fromNow) {
        return NOW.plus(fromNow).getEpochSecond();
    }

    private static Map<String, Object> list(Object... all) {
        return Map.of("object", "list", "data", List.of(all), "has_more", false, "url", "/v1/none");
    }
}

package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Customer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An invoice for a time that is over by the time it is paid gives its credits all the same, for the grace. */
final class LateInvoiceIT extends BillingTest {

    private static final Instant NOW = Instant.now();

    @Test
    void what_is_paid_late_gives_what_it_pays_for() {
        Customer customer = api.customer("empty");
        price();
        subscription(customer);
        invoice();
        String event = stripe.event("invoice.paid", "in_late");
        deliver(event);
        worked();
        assertThat(outcome(event)).isEqualTo("done: ");
        assertThat(available(customer)).isEqualTo("100");
        assertThat(api.database.query("SELECT expires - now() BETWEEN interval '2 days' AND interval '4 days'"
                        + " FROM stripe_payment WHERE key = 'il:in_late:il_late'"))
                .containsExactly("t");
    }

    private void price() {
        stripe.put("prod_late", "product", Map.of("metadata", Map.of()));
        stripe.put(
                "price_late",
                "price",
                Map.of(
                        "product",
                        "prod_late",
                        "unit_amount",
                        2000,
                        "currency",
                        "usd",
                        "recurring",
                        Map.of("interval", "month", "interval_count", 1),
                        "metadata",
                        Map.of("tollgate_plan", "pro")));
    }

    private void subscription(Customer customer) {
        Map<String, Object> item = Map.of(
                "id",
                "si_late",
                "object",
                "subscription_item",
                "current_period_end",
                seconds(Duration.ofDays(20)),
                "price",
                Map.of("id", "price_late", "object", "price"));
        stripe.put(
                "sub_late",
                "subscription",
                Map.of(
                        "customer",
                        "cus_late",
                        "status",
                        "active",
                        "metadata",
                        Map.of("tollgate_account", customer.account()),
                        "items",
                        list(item)));
    }

    private void invoice() {
        Map<String, Object> line = Map.of(
                "id",
                "il_late",
                "object",
                "line_item",
                "amount",
                2000,
                "quantity",
                1,
                "discount_amounts",
                List.of(),
                "pricing",
                Map.of("price_details", Map.of("price", "price_late", "product", "prod_late")),
                "period",
                Map.of("start", seconds(Duration.ofDays(-40)), "end", seconds(Duration.ofDays(-10))));
        stripe.put(
                "in_late",
                "invoice",
                Map.of(
                        "status",
                        "paid",
                        "amount_paid",
                        2000,
                        "total",
                        2000,
                        "parent",
                        Map.of("subscription_details", Map.of("subscription", "sub_late")),
                        "lines",
                        list(line)));
    }

    private static long seconds(Duration fromNow) {
        return NOW.plus(fromNow).getEpochSecond();
    }

    private static Map<String, Object> list(Map<String, Object> only) {
        return Map.of("object", "list", "data", List.of(only), "has_more", false, "url", "/v1/none");
    }
}

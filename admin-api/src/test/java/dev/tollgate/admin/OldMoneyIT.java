package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Customer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What happened lately to what began long ago is compared too. */
final class OldMoneyIT extends BillingTest {

    private static long daysAgo(int days) {
        return Instant.now().minus(Duration.ofDays(days)).getEpochSecond();
    }

    private List<String> compared(int days) {
        List<String> differences = api.admin("/api/billing/reconcile", "{\"days\":" + days + "}")
                .json()
                .path("differences")
                .valueStream()
                .map(difference -> difference.asString())
                .toList();
        worked();
        return differences;
    }

    @Test
    void of_two_refunds_of_an_old_order_the_one_that_nobody_told_of_is_found() {
        Customer customer = api.customer("empty");
        String session = checkout(customer, "{\"package\":\"starter\"}").field("session");
        String intent = stripe.pay(session);
        stripe.set(intent, "created", daysAgo(60));
        deliver(stripe.event("checkout.session.completed", session));
        String told = stripe.refund(intent, 250, "succeeded");
        stripe.set(told, "created", daysAgo(50));
        deliver(stripe.event("refund.created", told));
        worked();
        assertThat(available(customer)).isEqualTo("90");
        stripe.set(stripe.refund(intent, 250, "succeeded"), "created", daysAgo(10));
        assertThat(compared(35))
                .containsExactly(intent + ": 500 cents went back, and its credits were not taken back so");
        assertThat(available(customer)).isEqualTo("60");
        assertThat(compared(35)).isEmpty();
    }

    @Test
    void an_invoice_that_was_written_before_and_paid_since_is_found() {
        Customer customer = api.customer("empty");
        stripe.put(
                "in_late",
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
                        "cus_late",
                        "metadata",
                        Map.of("includedCredits", "250", "tollgate_account", customer.account())));
        stripe.set("in_late", "created", daysAgo(5));
        stripe.set("in_late", "status_transitions", Map.of("paid_at", daysAgo(4)));
        assertThat(compared(3)).isEmpty();
        stripe.set("in_late", "status_transitions", Map.of("paid_at", daysAgo(0)));
        assertThat(compared(3)).containsExactly("in_late was paid, and has given nothing");
        assertThat(available(customer)).isEqualTo("250");
        assertThat(compared(3)).isEmpty();
    }
}

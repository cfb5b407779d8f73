package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Answer;
import dev.tollgate.admin.TestApi.Customer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Without Stripe's settings nothing is bought, and it is told what is missing. */
final class BillingMissingIT extends ApiTest {

    @Test
    void what_is_missing_is_named() {
        Customer customer = api.customer("empty");
        for (Answer answer : List.of(
                api.post("/api/credits/checkout", customer.key(), "{\"package\":\"starter\"}"),
                api.post("/api/credits/purchase", customer.key(), "{\"package\":\"starter\"}"),
                api.post("/api/billing/portal-link", customer.key(), "{}"),
                api.post("/api/webhooks/stripe", "{}"),
                api.admin("/api/billing/sync-prices", "{}"),
                api.admin("/api/billing/reconcile", "{}"))) {
            assertThat(answer.status()).as(answer.text()).isEqualTo(503);
            assertThat(answer.field("code")).isEqualTo("billing_not_set_up");
            assertThat(answer.field("detail"))
                    .contains("TOLLGATE_STRIPE_KEY, TOLLGATE_STRIPE_WEBHOOK_SECRET, TOLLGATE_STRIPE_RETURN_URL");
        }
        assertThat(api.send(api.request("/api/credits/packages")).status()).isEqualTo(200);
    }
}

package dev.tollgate.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.admin.TestApi.Answer;
import dev.tollgate.admin.TestApi.Customer;
import java.net.http.HttpRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Without one of Stripe's settings nothing is bought, and it is told which is missing; all else works. */
final class BillingMissingIT {

    private static final Map<String, String> SETTINGS = Map.of(
            "tollgate.stripe.key", "sk_test_x",
            "tollgate.stripe.webhook-secret", "whsec_x",
            "tollgate.stripe.return-url", "https://app.example.com/billing");

    private static final String PACKAGE = "{\"package\":\"starter\"}";
    private static final String REFUND =
            "{\"paymentIntent\":\"pi_any\",\"reason\":\"sorry\",\"idempotencyKey\":\"one\"}";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tollgate.stripe.key | TOLLGATE_STRIPE_KEY",
                "tollgate.stripe.webhook-secret | TOLLGATE_STRIPE_WEBHOOK_SECRET",
                "tollgate.stripe.return-url | TOLLGATE_STRIPE_RETURN_URL",
                "tollgate.stripe | TOLLGATE_STRIPE_KEY, TOLLGATE_STRIPE_WEBHOOK_SECRET, TOLLGATE_STRIPE_RETURN_URL"
            })
    void what_is_missing_is_named(String missing, String named) {
        Map<String, Object> settings = new HashMap<>(SETTINGS);
        settings.keySet().removeIf(name -> name.startsWith(missing));
        try (TestApi api = TestApi.start(settings)) {
            for (Answer answer : answers(api, api.customer("empty"))) {
                assertThat(answer.status()).as(answer.text()).isEqualTo(503);
                assertThat(answer.field("code")).isEqualTo("billing_not_set_up");
                assertThat(answer.field("detail")).contains("has not set " + named + ".");
            }
            assertThat(api.send(api.request("/api/credits/packages")).status()).isEqualTo(200);
        }
    }

    private static List<Answer> answers(TestApi api, Customer customer) {
        String key = customer.key();
        return List.of(
                api.post("/api/credits/checkout", key, PACKAGE),
                api.post("/api/billing/checkout-session", key, PACKAGE),
                api.post("/api/credits/purchase", key, PACKAGE),
                api.get("/api/billing/auto-topup", key),
                api.send(api.request("/api/billing/auto-topup")
                        .header("x-api-key", key)
                        .header("content-type", "application/json")
                        .method("PUT", HttpRequest.BodyPublishers.ofString("{\"enabled\":false}"))),
                api.get("/api/billing/portal-link", key),
                api.post("/api/billing/portal-link", key, "{}"),
                api.post("/api/webhooks/stripe", "{}"),
                api.post("/api/stripe/webhook", "{}"),
                api.post("/api/credits/webhook", "{}"),
                api.admin("/api/billing/refunds", REFUND),
                api.admin("/api/billing/sync-prices", "{}"),
                api.admin("/api/billing/reconcile", "{}"));
    }
}

package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.Product;
import com.stripe.param.PriceCreateParams;
import com.stripe.param.ProductCreateParams;
import dev.tollgate.simulator.stripe.Card;
import dev.tollgate.simulator.stripe.StripeSimulator;
import dev.tollgate.simulator.stripe.WebhookEndpoint;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A plan that is paid every month: its credits come with each paid invoice, and it ends when nobody pays. */
final class SubscribingIT {

    private static final String PRICES =
            """
            version: 1
            credit: { worth: 0.10 }
            providers:
              openai: { url: UPSTREAM_URL, dialect: openai, key_env: PROVIDER_KEY }
            models:
              "gpt-*": { provider: openai, tokens: { input: 2.50, output: 10.00 } }
            plans:
              test: {}
              pro: { price: { pay: 20, every: month, stripe_price_env: PRO_PRICE } }
            """;

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration A_MONTH = Duration.ofDays(32);

    @Test
    void every_paid_invoice_gives_the_credits_of_its_price_and_the_plan_ends_with_the_payments() throws Exception {
        try (StripeSimulator stripe = StripeSimulator.start(0);
                TestGateway gateway = TestGateway.start(PRICES, properties(stripe))) {
            stripe.webhooks().add(WebhookEndpoint.all(gateway.url() + "/api/webhooks/stripe", "whsec_test"));
            assertThat(admin(gateway, "/api/billing/sync-prices").path("prices").size())
                    .isEqualTo(1);
            JsonNode checkout =
                    JSON.readTree(gateway.post("/api/billing/checkout-session", gateway.key(), "{\"plan\":\"pro\"}")
                            .body());
            assertThat(gateway.get("/api/me/plan", gateway.key()).path("plan").asString())
                    .isEqualTo("test");

            stripe.shopper().pay(checkout.path("session").asString());
            TestGateway.until("200 credits more than the demo gives", () -> available(gateway)
                    .equals("300"));
            TestGateway.until("the plan", () -> plan(gateway).equals("pro"));
            assertThat(gateway.post("/api/billing/checkout-session", gateway.key(), "{\"plan\":\"pro\"}")
                            .statusCode())
                    .isEqualTo(409);

            stripe.advance(A_MONTH);
            TestGateway.until("400 more", () -> available(gateway).equals("500"));

            stripe.dashboard().changeCard(customer(gateway), Card.DECLINED);
            stripe.advance(A_MONTH.multipliedBy(2));
            TestGateway.until("the end of the plan", () -> plan(gateway).equals("test"));
            assertThat(available(gateway)).isEqualTo("500");
            gateway.settled();
        }
    }

    private static Map<String, String> properties(StripeSimulator stripe) throws StripeException {
        StripeClient client = StripeClient.builder()
                .setApiKey(StripeSimulator.KEY)
                .setApiBase(stripe.url())
                .build();
        Product product = client.v1()
                .products()
                .create(ProductCreateParams.builder().setName("pro").build());
        String price = client.v1()
                .prices()
                .create(PriceCreateParams.builder()
                        .setProduct(product.getId())
                        .setCurrency("usd")
                        .setUnitAmount(2000L)
                        .setRecurring(PriceCreateParams.Recurring.builder()
                                .setInterval(PriceCreateParams.Recurring.Interval.MONTH)
                                .build())
                        .putMetadata("includedCredits", "200")
                        .putMetadata("tollgate_plan", "pro")
                        .build())
                .getId();
        return Map.of(
                "PRO_PRICE",
                price,
                "tollgate.stripe.key",
                StripeSimulator.KEY,
                "tollgate.stripe.webhook-secret",
                "whsec_test",
                "tollgate.stripe.api-base",
                stripe.url(),
                "tollgate.stripe.return-url",
                "https://app.example.com/billing");
    }

    private static JsonNode admin(TestGateway gateway, String path) {
        return JSON.readTree(gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + path))
                        .header("x-admin-key", gateway.adminKey())
                        .POST(HttpRequest.BodyPublishers.ofString("{}")))
                .body());
    }

    private static String available(TestGateway gateway) {
        return gateway.get("/api/credits/balance", gateway.key())
                .path("available")
                .asString();
    }

    private static String plan(TestGateway gateway) {
        return gateway.get("/api/me/plan", gateway.key()).path("plan").asString();
    }

    private static String customer(TestGateway gateway) {
        return gateway.database.query("SELECT customer FROM stripe_customer").get(0);
    }
}

package dev.tollgate.app;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.param.InvoicePaymentListParams;
import dev.tollgate.simulator.stripe.DeliveryPlan;
import dev.tollgate.simulator.stripe.StripeSimulator;
import dev.tollgate.simulator.stripe.WebhookEndpoint;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A gateway that sells two plans through a simulated Stripe, and people who subscribe to them. */
final class Subscribers implements AutoCloseable {

    static final JsonMapper JSON = JsonMapper.builder().build();

    /** The events that docs/billing.md tells an operator to subscribe to. */
    static final String[] RECOMMENDED = {
        "checkout.session.*",
        "payment_intent.*",
        "invoice.*",
        "customer.subscription.*",
        "customer.deleted",
        "refund.*",
        "charge.refunded",
        "charge.dispute.*",
        "radar.early_fraud_warning.*",
        "product.updated",
        "price.*"
    };

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String SECRET = "whsec_test";

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
              basic:
                price: { pay: 10, every: month, stripe_price_env: BASIC_PRICE }
                grant: { credits: 100, every: month, unused: expire }
              pro:
                price: { pay: 40, every: month, stripe_price_env: PRO_PRICE }
                grant: { credits: 400, every: month, unused: keep }
              named: { price: { pay: 5, every: month } }
              tried:
                price: { pay: 10, every: month, trial: 14d, stripe_price_env: TRIED_PRICE }
                grant: { credits: 100, every: month }
              mistaken: { price: { pay: 11, every: month, trial: 14d, stripe_price_env: OTHER_PRICE } }
              dearer: { price: { pay: 11, every: month, stripe_price_env: OTHER_PRICE } }
              tried-yearly:
                price: { pay: 100, every: year, trial: 14d }
                grant: { credits: 100, every: month }
              yearly:
                price: { pay: 100, every: year }
                grant: { credits: 100, every: month }
            promo_codes:
              third: { code: THIRD, percent: 33.3%, first_payment_of: [basic, named, tried] }
              all: { code: ALL-OFF, percent: 100%, first_payment_of: [basic, dearer] }
              nearly: { code: NEARLY, percent: 99%, first_payment_of: [basic] }
            """;

    final StripeSimulator stripe = StripeSimulator.start(0);
    final StripeClient client = StripeClient.builder()
            .setApiKey(StripeSimulator.KEY)
            .setApiBase(stripe.url())
            .build();
    final StripeCatalog catalog = new StripeCatalog(client);
    final Map<String, String> prices = Map.of(
            "basic", catalog.monthly("basic", 1000),
            "pro", catalog.monthly("pro", 4000),
            "tried", catalog.monthly("tried", 1000),
            "other", catalog.monthly("other", 1000),
            "stray", catalog.monthly("stray", 2000));
    final TestGateway gateway = TestGateway.start(
            PRICES,
            Map.of(
                    "BASIC_PRICE",
                    prices.get("basic"),
                    "PRO_PRICE",
                    prices.get("pro"),
                    "TRIED_PRICE",
                    prices.get("tried"),
                    "OTHER_PRICE",
                    prices.get("other"),
                    "tollgate.stripe.key",
                    StripeSimulator.KEY,
                    "tollgate.stripe.webhook-secret",
                    SECRET,
                    "tollgate.stripe.api-base",
                    stripe.url(),
                    "tollgate.stripe.pause",
                    "20ms",
                    "tollgate.stripe.reconcile-every",
                    "0s",
                    "tollgate.stripe.return-url",
                    "https://app.example.com/billing"));

    /** @param types of the events that the gateway is told */
    Subscribers(String... types) {
        stripe.webhooks()
                .add(new WebhookEndpoint(
                        URI.create(gateway.url() + "/api/webhooks/stripe"), List.of(SECRET), List.of(types)));
    }

    /** Somebody without any credits. */
    Subscriber subscriber() {
        JsonNode created =
                JSON.readTree(admin("/api/accounts", "{\"email\":\"" + UUID.randomUUID() + "@example.com\"}"));
        return new Subscriber(
                this, created.path("account").asString(), created.path("key").asString());
    }

    String admin(String path, String body) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + path))
                        .header("x-admin-key", gateway.adminKey())
                        .POST(HttpRequest.BodyPublishers.ofString(body)))
                .body();
    }

    /** Waits until the gateway was told of all that happened, and has worked on it. */
    void told() {
        toldTo();
        worked();
    }

    /** Waits until the gateway was told of all that happened. */
    void toldTo() {
        if (!stripe.webhooks().awaitQuiet(PATIENCE)) {
            throw new AssertionError("not all was told");
        }
    }

    /** Waits until the gateway has worked on all that it was told. */
    void worked() {
        gateway.database.awaitNone("SELECT FROM stripe_inbox WHERE state = 'new'");
    }

    /** What happened and is held is told to nobody, and not found in Stripe's list of events either. */
    void lost() {
        stripe.webhooks().deliver(DeliveryPlan.inOrder().without("*"));
        gateway.database.execute(
                "INSERT INTO stripe_inbox (event_id, type, object_id, created, api_version, livemode, raw, state)"
                        + " SELECT id, 'lost', '', now(), '', false, '', 'ignored' FROM unnest(ARRAY['"
                        + String.join("','", stripe.events().keySet()) + "']) id ON CONFLICT DO NOTHING");
    }

    /** What an event tells of: of a payment its invoice, of what went back of one the payment. */
    String subject(String event) {
        try {
            JsonNode object = JSON.readTree(client.v1().events().retrieve(event).toJson())
                    .path("data")
                    .path("object");
            JsonNode payment = object.path("payment_intent");
            String id = (payment.isString() ? payment : object.path("id")).asString();
            return object.path("object").asString().equals("payment_intent") ? invoice(id) : id;
        } catch (StripeException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private String invoice(String payment) throws StripeException {
        return client.v1()
                .invoicePayments()
                .list(InvoicePaymentListParams.builder()
                        .setPayment(InvoicePaymentListParams.Payment.builder()
                                .setType(InvoicePaymentListParams.Payment.Type.PAYMENT_INTENT)
                                .setPaymentIntent(payment)
                                .build())
                        .build())
                .getData()
                .get(0)
                .getInvoice();
    }

    @Override
    public void close() {
        gateway.close();
        stripe.close();
    }
}

package dev.tollgate.app;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.param.SubscriptionCancelParams;
import com.stripe.param.SubscriptionCreateParams;
import com.stripe.param.SubscriptionUpdateParams;
import com.stripe.param.common.EmptyParam;
import dev.tollgate.simulator.stripe.DeliveryPlan;
import dev.tollgate.simulator.stripe.StripeSimulator;
import dev.tollgate.simulator.stripe.WebhookEndpoint;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A gateway that sells two plans through a simulated Stripe, and people who subscribe to them. */
final class Subscribers implements AutoCloseable {

    static final JsonMapper JSON = JsonMapper.builder().build();

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
              tried-yearly:
                price: { pay: 100, every: year, trial: 14d }
                grant: { credits: 100, every: month }
              yearly:
                price: { pay: 100, every: year }
                grant: { credits: 100, every: month }
            """;

    final StripeSimulator stripe = StripeSimulator.start(0);
    final StripeClient client = StripeClient.builder()
            .setApiKey(StripeSimulator.KEY)
            .setApiBase(stripe.url())
            .build();
    private final StripeCatalog catalog = new StripeCatalog(client);
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
                created.path("account").asString(), created.path("key").asString());
    }

    String admin(String path, String body) {
        return gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + path))
                        .header("x-admin-key", gateway.adminKey())
                        .POST(HttpRequest.BodyPublishers.ofString(body)))
                .body();
    }

    /** Waits until the gateway has worked on all that it was told. */
    void worked() {
        gateway.database.awaitNone("SELECT FROM stripe_inbox WHERE state = 'new'");
    }

    /** What the gateway fetches when it is told of an event. */
    String subject(String event) {
        JsonNode object;
        try {
            object = JSON.readTree(client.v1().events().retrieve(event).toJson())
                    .path("data")
                    .path("object");
        } catch (StripeException failure) {
            throw new IllegalStateException(failure);
        }
        JsonNode payment = object.path("payment_intent");
        return (payment.isString() ? payment : object.path("id")).asString();
    }

    /** Somebody with an account. */
    final class Subscriber {

        private final String account;
        private final String key;

        private Subscriber(String account, String key) {
            this.account = account;
            this.key = key;
        }

        /** Pays on the page for a plan. */
        Subscriber subscribe(String plan) {
            stripe.shopper().pay(checkout(plan));
            return this;
        }

        /** Subscribes at Stripe itself, with so many per cent off for ever. */
        Subscriber subscribe(String plan, long percentOff) throws StripeException {
            client.v1()
                    .subscriptions()
                    .create(SubscriptionCreateParams.builder()
                            .setCustomer(catalog.customer())
                            .putMetadata("tollgate_account", account)
                            .addItem(SubscriptionCreateParams.Item.builder()
                                    .setPrice(prices.get(plan))
                                    .build())
                            .addDiscount(SubscriptionCreateParams.Discount.builder()
                                    .setCoupon(catalog.coupon(percentOff))
                                    .build())
                            .build());
            return this;
        }

        /** Collects nothing for the subscription until {@link #resume}. */
        void pause() throws StripeException {
            pause(SubscriptionUpdateParams.builder()
                    .setPauseCollection(SubscriptionUpdateParams.PauseCollection.builder()
                            .setBehavior(SubscriptionUpdateParams.PauseCollection.Behavior.VOID)
                            .build())
                    .build());
        }

        void resume() throws StripeException {
            pause(SubscriptionUpdateParams.builder()
                    .setPauseCollection(EmptyParam.EMPTY)
                    .build());
        }

        private void pause(SubscriptionUpdateParams change) throws StripeException {
            client.v1().subscriptions().update(subscription().getId(), change);
        }

        /** The address of the portal. */
        String portal() {
            return JSON.readTree(
                            gateway.post("/api/billing/portal-link", key, "{}").body())
                    .path("url")
                    .asString();
        }

        /** Asks for a page for a plan, as many as are at once. */
        List<HttpResponse<String>> checkouts(int atOnce) {
            return IntStream.range(0, atOnce)
                    .mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> gateway.post("/api/billing/checkout-session", key, "{\"plan\":\"basic\"}")))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
        }

        /** Ends the subscription at once. */
        void cancel() throws StripeException {
            client.v1()
                    .subscriptions()
                    .cancel(
                            subscription().getId(),
                            SubscriptionCancelParams.builder().build());
        }

        /** Opens the page; answers its session. */
        String checkout(String plan) {
            return page(plan).path("session").asString();
        }

        /** Opens the page; answers what the buyer is told of it. */
        JsonNode page(String plan) {
            return JSON.readTree(gateway.post("/api/billing/checkout-session", key, "{\"plan\":\"" + plan + "\"}")
                    .body());
        }

        /** What was charged in all. */
        long paidCents() {
            return Long.parseLong(gateway.database
                    .query("SELECT coalesce(sum(p.cents), 0) FROM stripe_payment p JOIN account a ON a.id = p.wallet_id"
                            + " WHERE a.public_id = '" + account + "'")
                    .get(0));
        }

        /** Changes the plan in Stripe's portal. */
        Subscriber change(String plan, SubscriptionUpdateParams.ProrationBehavior settled) throws StripeException {
            var subscription = subscription();
            client.v1()
                    .subscriptions()
                    .update(
                            subscription.getId(),
                            SubscriptionUpdateParams.builder()
                                    .setProrationBehavior(settled)
                                    .addItem(SubscriptionUpdateParams.Item.builder()
                                            .setId(subscription
                                                    .getItems()
                                                    .getData()
                                                    .get(0)
                                                    .getId())
                                            .setPrice(prices.get(plan))
                                            .build())
                                    .build());
            return this;
        }

        com.stripe.model.Subscription subscription() throws StripeException {
            String customer = customer();
            return client.v1().subscriptions().list().getData().stream()
                    .filter(it -> it.getCustomer().equals(customer))
                    .findFirst()
                    .orElseThrow();
        }

        String customer() {
            return gateway.database
                    .query("SELECT c.customer FROM stripe_customer c JOIN account a ON a.id = c.wallet_id"
                            + " WHERE c.forgotten_at IS NULL AND a.public_id = '" + account + "'")
                    .get(0);
        }

        /** The payment of the last invoice that was paid. */
        String payment() throws StripeException {
            return client
                    .v1()
                    .paymentIntents()
                    .list(com.stripe.param.PaymentIntentListParams.builder()
                            .setCustomer(customer())
                            .build())
                    .getData()
                    .stream()
                    .filter(it -> "succeeded".equals(it.getStatus()))
                    .findFirst()
                    .orElseThrow()
                    .getId();
        }

        void spend(String credits) {
            gateway.post(
                    "/api/credits/spend",
                    key,
                    "{\"amount\":\"" + credits + "\",\"idempotencyKey\":\"" + UUID.randomUUID() + "\"}");
        }

        /** Ends the subscription, which would be renewed in later stories, and tells nobody. */
        void leave() throws StripeException {
            String customer = customer();
            stripe.webhooks().hold();
            for (var subscription : client.v1().subscriptions().list().getData()) {
                if (subscription.getCustomer().equals(customer)) {
                    client.v1()
                            .subscriptions()
                            .cancel(
                                    subscription.getId(),
                                    SubscriptionCancelParams.builder().build());
                }
            }
            stripe.webhooks().deliver(DeliveryPlan.inOrder().without("*"));
        }

        /** The code by which a call is refused. */
        String refused(String path, String body) {
            return JSON.readTree(gateway.post(path, key, body).body())
                    .path("code")
                    .asString();
        }

        /** Plan and credits. */
        String has() {
            return gateway.get("/api/me/plan", key).path("plan").asString() + " "
                    + gateway.get("/api/credits/balance", key).path("available").asString();
        }
    }

    @Override
    public void close() {
        gateway.close();
        stripe.close();
    }
}

package dev.tollgate.app;

import com.stripe.exception.StripeException;
import com.stripe.model.InvoiceLineItem;
import com.stripe.model.PaymentIntent;
import com.stripe.param.InvoiceListParams;
import com.stripe.param.PaymentIntentListParams;
import com.stripe.param.SubscriptionCancelParams;
import com.stripe.param.SubscriptionCreateParams;
import com.stripe.param.SubscriptionUpdateParams;
import com.stripe.param.common.EmptyParam;
import dev.tollgate.simulator.stripe.DeliveryPlan;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Somebody with an account, who buys and subscribes. */
final class Subscriber {

    private static final String WALLET = "WALLET";

    private final Subscribers people;
    private final String account;
    private final String key;

    Subscriber(Subscribers people, String account, String key) {
        this.people = people;
        this.account = account;
        this.key = key;
    }

    /** Pays on the page for a plan. */
    Subscriber subscribe(String plan) {
        people.stripe.shopper().pay(checkout(plan));
        return this;
    }

    /** Subscribes at Stripe itself, with so many per cent off for ever. */
    Subscriber subscribe(String plan, long percentOff) throws StripeException {
        people.client
                .v1()
                .subscriptions()
                .create(SubscriptionCreateParams.builder()
                        .setCustomer(people.catalog.customer())
                        .putMetadata("tollgate_account", account)
                        .addItem(SubscriptionCreateParams.Item.builder()
                                .setPrice(people.prices.get(plan))
                                .build())
                        .addDiscount(SubscriptionCreateParams.Discount.builder()
                                .setCoupon(people.catalog.coupon(percentOff))
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
        people.client.v1().subscriptions().update(subscription().getId(), change);
    }

    /** The address of the portal. */
    String portal() {
        return Subscribers.JSON
                .readTree(people.gateway
                        .post("/api/billing/portal-link", key, "{}")
                        .body())
                .path("url")
                .asString();
    }

    /** Asks for a page for a plan, as many as are at once. */
    List<HttpResponse<String>> checkouts(int atOnce) {
        return IntStream.range(0, atOnce)
                .mapToObj(i -> CompletableFuture.supplyAsync(
                        () -> people.gateway.post("/api/billing/checkout-session", key, "{\"plan\":\"basic\"}")))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();
    }

    /** Ends the subscription at once. */
    void cancel() throws StripeException {
        people.client
                .v1()
                .subscriptions()
                .cancel(
                        subscription().getId(),
                        SubscriptionCancelParams.builder().build());
    }

    /** Has the subscription end with its period. */
    void cancelAtEnd() throws StripeException {
        people.client
                .v1()
                .subscriptions()
                .update(
                        subscription().getId(),
                        SubscriptionUpdateParams.builder()
                                .setCancelAtPeriodEnd(true)
                                .build());
    }

    /** What its card was charged in all. */
    long chargedCents() throws StripeException {
        return payments().mapToLong(PaymentIntent::getAmountReceived).sum();
    }

    /** All lines of all its paid invoices together, those of what was given back included. */
    long invoicedCents() throws StripeException {
        InvoiceListParams paid = InvoiceListParams.builder()
                .setCustomer(customer())
                .setStatus(InvoiceListParams.Status.PAID)
                .build();
        return people.client.v1().invoices().list(paid).getData().stream()
                .flatMap(invoice -> invoice.getLines().getData().stream())
                .mapToLong(InvoiceLineItem::getAmount)
                .sum();
    }

    /** Opens the page; answers its session. */
    String checkout(String plan) {
        return page(plan).path("session").asString();
    }

    /** Opens the page; answers what the buyer is told of it. */
    JsonNode page(String plan) {
        return Subscribers.JSON.readTree(people.gateway
                .post("/api/billing/checkout-session", key, "{\"plan\":\"" + plan + "\"}")
                .body());
    }

    /** What the gateway answers to whoever wants to buy something, or to be led to it. */
    JsonNode buy(String path, String body) {
        return Subscribers.JSON.readTree(people.gateway.post(path, key, body).body());
    }

    String account() {
        return account;
    }

    /** What was charged in all. */
    long paidCents() {
        return Long.parseLong(people.gateway
                .database
                .query("SELECT coalesce(sum(p.cents), 0) FROM stripe_payment p JOIN account a ON a.id = p.wallet_id"
                        + " WHERE a.public_id = '" + account + "'")
                .get(0));
    }

    /** Changes the plan in Stripe's portal. */
    Subscriber change(String plan, SubscriptionUpdateParams.ProrationBehavior settled) throws StripeException {
        var subscription = subscription();
        people.client
                .v1()
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
                                        .setPrice(people.prices.get(plan))
                                        .build())
                                .build());
        return this;
    }

    com.stripe.model.Subscription subscription() throws StripeException {
        String customer = customer();
        return people.client.v1().subscriptions().list().getData().stream()
                .filter(it -> it.getCustomer().equals(customer))
                .findFirst()
                .orElseThrow();
    }

    String customer() {
        return people.gateway
                .database
                .query("SELECT c.customer FROM stripe_customer c JOIN account a ON a.id = c.wallet_id"
                        + " WHERE c.forgotten_at IS NULL AND a.public_id = '" + account + "'")
                .get(0);
    }

    /** The payment of the last invoice that was paid. */
    String payment() throws StripeException {
        return payments().findFirst().orElseThrow().getId();
    }

    private Stream<PaymentIntent> payments() throws StripeException {
        return people
                .client
                .v1()
                .paymentIntents()
                .list(PaymentIntentListParams.builder().setCustomer(customer()).build())
                .getData()
                .stream()
                .filter(it -> "succeeded".equals(it.getStatus()));
    }

    void spend(String credits) {
        people.gateway.post(
                "/api/credits/spend",
                key,
                "{\"amount\":\"" + credits + "\",\"idempotencyKey\":\"" + UUID.randomUUID() + "\"}");
    }

    /** Ends the subscription, which would be renewed in later stories, and tells nobody. */
    void leave() throws StripeException {
        String customer = customer();
        people.stripe.webhooks().hold();
        for (var subscription : people.client.v1().subscriptions().list().getData()) {
            if (subscription.getCustomer().equals(customer)) {
                people.client
                        .v1()
                        .subscriptions()
                        .cancel(
                                subscription.getId(),
                                SubscriptionCancelParams.builder().build());
            }
        }
        people.stripe.webhooks().deliver(DeliveryPlan.inOrder().without("*"));
    }

    /** The code by which a call is refused. */
    String refused(String path, String body) {
        return Subscribers.JSON
                .readTree(people.gateway.post(path, key, body).body())
                .path("code")
                .asString();
    }

    /** The last invoice that is not paid, and may be. */
    String openInvoice() throws StripeException {
        return people.client
                .v1()
                .invoices()
                .list(InvoiceListParams.builder()
                        .setCustomer(customer())
                        .setStatus(InvoiceListParams.Status.OPEN)
                        .build())
                .getData()
                .get(0)
                .getId();
    }

    /** Whether what was paid for a price was given back for another one. */
    boolean hasExchanged() {
        return !one("SELECT count(*) FROM stripe_payment WHERE gone AND wallet_id = " + WALLET)
                .equals("0");
    }

    /** Plan and credits; also debt, and what is owed after an exchange, if there is any. */
    String has() {
        JsonNode balance = people.gateway.get("/api/credits/balance", key);
        String debt = balance.path("debt").asString();
        String owed = one("SELECT coalesce(sum(credits), 0) / 1000000000 FROM stripe_owed WHERE wallet_id = " + WALLET);
        return people.gateway.get("/api/me/plan", key).path("plan").asString() + " "
                + balance.path("available").asString()
                + (debt.equals("0") ? "" : " in debt " + debt)
                + (new BigDecimal(owed).signum() == 0
                        ? ""
                        : " owing " + new BigDecimal(owed).stripTrailingZeros().toPlainString());
    }

    private String one(String query) {
        return people.gateway
                .database
                .query(query.replace(WALLET, "(SELECT id FROM account WHERE public_id = '" + account + "')"))
                .get(0);
    }
}

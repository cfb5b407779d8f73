package dev.tollgate.simulator.stripe;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** {@code /v1/subscriptions}: reading, ending, and what the outcome of their invoices does to them. */
final class Subscriptions {
    private static final String KIND = "subscription";
    private static final Set<String> ENDED = Set.of("canceled", "incomplete_expired");

    private final Account account;
    private final SubscriptionChanges changes;

    Subscriptions(Account account) {
        this.account = account;
        this.changes = new SubscriptionChanges(account);
    }

    void routes(Routes routes) {
        routes.post("/v1/subscriptions", call -> account.subscriptionStart().fromCall(call));
        routes.get("/v1/subscriptions", this::list);
        routes.get("/v1/subscriptions/{subscription}", this::need);
        routes.post("/v1/subscriptions/{subscription}", call -> changes.update(needLive(call), call.params()));
        routes.delete("/v1/subscriptions/{subscription}", call -> end(needLive(call), "canceled"));
        routes.get("/v1/subscription_items", this::items);
    }

    SubscriptionChanges changes() {
        return changes;
    }

    List<ObjectNode> live() {
        return account.store().ofKind(KIND).stream()
                .filter(one -> !ENDED.contains(Json.need(one, "status")))
                .toList();
    }

    /** A line for the current period of each item. */
    List<ObjectNode> periodLines(ObjectNode subscription, boolean trial) {
        List<ObjectNode> lines = new ArrayList<>();
        for (ObjectNode item : Json.each(subscription, "items")) {
            long amount = Json.number(item, "price.unit_amount") * Json.number(item, "quantity");
            ObjectNode product = account.products().need("product", Json.need(item, "price.product"));
            String name = (trial ? "Trial period for " : "") + Json.text(product, "name");
            lines.add(account.invoices().lines().period(subscription, item, trial ? 0 : amount, name));
        }
        return lines;
    }

    /** An invoice of a subscription is paid: the subscription is active, if it was not on trial. */
    void paid(ObjectNode invoice) {
        ObjectNode subscription = of(invoice);
        if (subscription != null && waits(subscription)) {
            change(subscription, "status", "active");
        }
    }

    /** An invoice of a subscription was not paid. The first one leaves it incomplete. */
    void unpaid(ObjectNode invoice) {
        ObjectNode subscription = of(invoice);
        if (subscription != null && Json.is(subscription, "status", "active")) {
            change(subscription, "status", "past_due");
        }
    }

    /** Ends a subscription at once. */
    ObjectNode end(ObjectNode subscription, String status) {
        long now = account.clock().seconds();
        subscription.put("status", status).put("ended_at", now);
        if (!subscription.path("canceled_at").isNumber()) {
            subscription.put("canceled_at", now);
        }
        for (ObjectNode invoice : account.store().ofKind("invoice")) {
            if (Json.is(invoice, "parent.subscription_details.subscription", Json.need(subscription, "id"))) {
                invoice.putNull("next_payment_attempt");
            }
        }
        account.events()
                .emit(
                        status.equals("canceled") ? "customer.subscription.deleted" : "customer.subscription.updated",
                        subscription);
        return subscription;
    }

    void endAllOf(String customer) {
        live().stream().filter(one -> Json.is(one, "customer", customer)).forEach(one -> end(one, "canceled"));
    }

    void change(ObjectNode subscription, String name, String value) {
        ObjectNode before = Json.object();
        before.set(name, subscription.path(name).deepCopy());
        subscription.put(name, value);
        account.events().emit("customer.subscription.updated", subscription, before);
    }

    private @Nullable ObjectNode of(ObjectNode invoice) {
        return account.store().find(Json.text(invoice, "parent.subscription_details.subscription"));
    }

    private static boolean waits(ObjectNode subscription) {
        String status = Json.need(subscription, "status");
        return status.equals("incomplete") || status.equals("past_due") || status.equals("unpaid");
    }

    private ObjectNode items(Call call) {
        ObjectNode subscription = account.store().need(KIND, KIND, call.params().need(KIND));
        return ObjectStore.page(call, Json.each(subscription, "items"), item -> true);
    }

    private ObjectNode list(Call call) {
        Params params = call.params();
        String customer = params.text("customer");
        String price = params.text("price");
        String status = params.text("status");
        return account.store()
                .list(
                        call,
                        KIND,
                        one -> (customer == null || Json.is(one, "customer", customer))
                                && (status == null
                                        ? !Json.is(one, "status", "canceled")
                                        : status.equals("all") || Json.is(one, "status", status))
                                && (price == null
                                        || Json.each(one, "items").stream()
                                                .anyMatch(item -> Json.is(item, "price.id", price))));
    }

    private ObjectNode need(Call call) {
        return account.store().need(KIND, "id", call.argument(KIND));
    }

    private ObjectNode needLive(Call call) {
        ObjectNode subscription = need(call);
        if (ENDED.contains(Json.need(subscription, "status"))) {
            throw StripeError.noSuch(KIND, "id", Json.need(subscription, "id"));
        }
        return subscription;
    }
}

package dev.tollgate.simulator.stripe;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The beginning of subscriptions: by a checkout session, or by a call of the API. */
final class SubscriptionStart {
    private static final long DAY_SECONDS = 24 * 60 * 60;

    private final Account account;

    SubscriptionStart(Account account) {
        this.account = account;
    }

    /** An item that is to be subscribed to. */
    record Wanted(ObjectNode price, long quantity) {}

    void fromCheckout(ObjectNode session, String customer, String method, Params data) {
        List<Wanted> items = new ArrayList<>();
        for (ObjectNode line : account.checkoutSessions().lines(session)) {
            ObjectNode price = (ObjectNode) line.path("price");
            if (Json.is(price, "type", "recurring")) {
                items.add(new Wanted(price, Json.number(line, "quantity")));
            }
        }
        ObjectNode subscription = create(customer, items, data);
        subscription.put("default_payment_method", method);
        session.put("subscription", Json.need(subscription, "id"));
        List<ObjectNode> discounts = Json.each(session, "discounts");
        String coupon = discounts.isEmpty() ? null : Json.text(discounts.get(0), "coupon");
        ObjectNode invoice = begin(subscription, coupon);
        session.put("invoice", Json.need(invoice, "id"));
        if (Json.is(invoice, "status", "open")) {
            account.invoices().payments().payPresent(invoice, method);
        }
    }

    /** Answers {@code POST /v1/subscriptions}. */
    ObjectNode fromCall(Call call) {
        Params params = call.params();
        String customer = Json.need(account.customers().need("customer", params.need("customer")), "id");
        List<Wanted> items = new ArrayList<>();
        for (Params item : params.each("items")) {
            items.add(new Wanted(account.prices().of(item), item.number("quantity", 1)));
        }
        if (items.isEmpty()) {
            throw StripeError.missing("items");
        }
        String coupon = account.coupons().of(params.each("discounts"));
        ObjectNode subscription = create(customer, items, params);
        String method = params.text("default_payment_method");
        if (method != null) {
            String own = Json.need(account.paymentMethods().attached(method, customer), "id");
            subscription.put("default_payment_method", own);
        }
        ObjectNode invoice = begin(subscription, coupon);
        String behavior = params.text("payment_behavior", "allow_incomplete");
        if (Json.is(invoice, "status", "open") && behavior.equals("error_if_incomplete")) {
            account.invoices().payments().payOrThrow(invoice, null, true);
        } else if (Json.is(invoice, "status", "open") && !behavior.equals("default_incomplete")) {
            account.invoices().payments().pay(invoice);
        }
        return subscription;
    }

    private ObjectNode create(String customer, List<Wanted> items, Params params) {
        long now = account.clock().seconds();
        Long trialEnd = trialEnd(params, items.get(0).price(), now);
        ObjectNode subscription = account.store().create("subscription", "sub");
        String id = Json.need(subscription, "id");
        subscription.put("customer", customer).put("status", trialEnd == null ? "incomplete" : "trialing");
        subscription.put("start_date", now).put("billing_cycle_anchor", trialEnd == null ? now : trialEnd);
        subscription.put("currency", Json.need(items.get(0).price(), "currency"));
        subscription.put("collection_method", "charge_automatically");
        subscription.put("trial_start", trialEnd == null ? null : now).put("trial_end", trialEnd);
        subscription.put("cancel_at_period_end", params.flag("cancel_at_period_end", false));
        subscription
                .putNull("cancel_at")
                .putNull("canceled_at")
                .putNull("ended_at")
                .putNull("pause_collection");
        subscription.putNull("default_payment_method").putNull("latest_invoice").putNull("description");
        subscription.putArray("discounts");
        params.copyTexts(subscription, "description");
        subscription.set("metadata", params.metadata());
        List<ObjectNode> all = new ArrayList<>();
        for (Wanted item : items) {
            long end = trialEnd == null ? BillingPeriod.end(item.price(), now) : trialEnd;
            all.add(item(id, item, now, end));
        }
        subscription.set("items", Json.list("/v1/subscription_items?subscription=" + id, all));
        return subscription;
    }

    ObjectNode item(String subscription, Wanted wanted, long start, long end) {
        ObjectNode item = Json.object().put("id", account.newId("si")).put("object", "subscription_item");
        item.put("subscription", subscription).put("quantity", wanted.quantity());
        item.put("created", account.clock().seconds());
        item.put("current_period_start", start).put("current_period_end", end);
        item.set("price", wanted.price().deepCopy());
        item.putObject("metadata");
        return item;
    }

    private static @Nullable Long trialEnd(Params params, ObjectNode price, long now) {
        if ("now".equals(params.text("trial_end"))) {
            return null;
        }
        Long end = params.number("trial_end");
        Long days = params.number("trial_period_days");
        if (days == null && params.flag("trial_from_plan", false)) {
            days = Json.number(price, "recurring.trial_period_days");
        }
        return end == null && days != null && days > 0 ? Long.valueOf(now + days * DAY_SECONDS) : end;
    }

    /** Tells of the subscription and makes its first invoice final; one of a trial is over nothing, and paid. */
    private ObjectNode begin(ObjectNode subscription, @Nullable String coupon) {
        account.events().emit("customer.subscription.created", subscription);
        boolean trial = Json.is(subscription, "status", "trialing");
        List<ObjectNode> lines = account.subscriptions().periodLines(subscription, trial);
        ObjectNode invoice = account.invoices()
                .draft(Json.need(subscription, "customer"), subscription, "subscription_create", lines);
        account.invoices().discount(invoice, coupon);
        if (coupon != null) {
            account.coupons().keep(subscription, coupon);
        }
        return account.invoices().finish(invoice);
    }
}

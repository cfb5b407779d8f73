package dev.tollgate.simulator.stripe;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Changes of a subscription: price and quantity with proration, pause, end of the period, trial, metadata. */
final class SubscriptionChanges {
    private final Account account;
    private final Map<String, List<ObjectNode>> pending = new HashMap<>();

    SubscriptionChanges(Account account) {
        this.account = account;
    }

    /** The prorations that wait for the next invoice of a subscription; they are taken with this. */
    List<ObjectNode> takePending(ObjectNode subscription) {
        List<ObjectNode> lines = pending.remove(Json.need(subscription, "id"));
        return lines == null ? List.of() : lines;
    }

    ObjectNode update(ObjectNode subscription, Params params) {
        ObjectNode before = subscription.deepCopy();
        settings(subscription, params);
        boolean trialEnds = "now".equals(params.text("trial_end")) && Json.is(subscription, "status", "trialing");
        List<ObjectNode> prorations = new ArrayList<>();
        boolean anew = trialEnds;
        for (Params wanted : params.each("items")) {
            anew |= change(subscription, wanted, prorations);
        }
        boolean prorated = !"none".equals(params.text("proration_behavior")) && !trialEnds;
        if (trialEnds) {
            subscription
                    .put("status", "active")
                    .put("trial_end", account.clock().seconds());
        }
        if (anew) {
            restart(subscription);
        }
        account.events().emit("customer.subscription.updated", subscription, changed(before, subscription));
        invoice(subscription, prorated ? prorations : List.of(), anew, params.text("proration_behavior"));
        return subscription;
    }

    private void settings(ObjectNode subscription, Params params) {
        long now = account.clock().seconds();
        if (params.has("cancel_at_period_end")) {
            boolean ends = params.flag("cancel_at_period_end", false);
            subscription.put("cancel_at_period_end", ends);
            subscription.put("canceled_at", ends ? Long.valueOf(now) : null);
            subscription.put("cancel_at", ends ? Long.valueOf(end(subscription)) : null);
        }
        if (params.has("cancel_at")) {
            subscription.put("cancel_at", params.number("cancel_at"));
        }
        if (params.has("pause_collection.behavior")) {
            subscription
                    .putObject("pause_collection")
                    .put("behavior", params.need("pause_collection.behavior"))
                    .put("resumes_at", params.number("pause_collection.resumes_at"));
        } else if (params.has("pause_collection")) {
            subscription.putNull("pause_collection");
        }
        String method = params.text("default_payment_method");
        if (method != null) {
            String customer = Json.need(subscription, "customer");
            subscription.put(
                    "default_payment_method", Json.need(account.paymentMethods().attached(method, customer), "id"));
        }
        params.copyTexts(subscription, "description");
        subscription.set("metadata", params.metadata(subscription.path("metadata")));
    }

    static long end(ObjectNode subscription) {
        return Json.each(subscription, "items").stream()
                .mapToLong(item -> Json.number(item, "current_period_end"))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Changes one item; true if its interval is another one, so that a new period begins now. */
    private boolean change(ObjectNode subscription, Params wanted, List<ObjectNode> prorations) {
        ObjectNode item = item(subscription, wanted);
        ObjectNode old = item.deepCopy();
        ObjectNode price = wanted.has("price") || wanted.has("price_data")
                ? account.prices().of(wanted)
                : (ObjectNode) old.path("price");
        boolean anew = !BillingPeriod.sameInterval(price, (ObjectNode) old.path("price"));
        boolean trial = Json.is(subscription, "status", "trialing");
        item.set("price", price.deepCopy());
        item.put("quantity", wanted.number("quantity", Json.number(old, "quantity")));
        if (trial) {
            return false;
        }
        prorations.add(account.invoices()
                .lines()
                .proration(subscription, old, -less(left(old), account.coupons().of(subscription)), "Unused time"));
        if (!anew) {
            prorations.add(account.invoices()
                    .lines()
                    .proration(
                            subscription,
                            item,
                            less(left(item), account.coupons().lasting(subscription)),
                            "Remaining time"));
        }
        return anew;
    }

    private long less(long amount, @Nullable String coupon) {
        return amount - account.coupons().discount(coupon, amount);
    }

    private long left(ObjectNode item) {
        return BillingPeriod.left(
                Json.number(item, "price.unit_amount") * Json.number(item, "quantity"),
                Json.number(item, "current_period_start"),
                Json.number(item, "current_period_end"),
                account.clock().seconds());
    }

    private ObjectNode item(ObjectNode subscription, Params wanted) {
        String id = wanted.text("id");
        for (ObjectNode item : Json.each(subscription, "items")) {
            if (id != null && Json.is(item, "id", id)) {
                return item;
            }
        }
        if (id != null) {
            throw StripeError.noSuch("subscription_item", wanted.name("id"), id);
        }
        throw StripeError.invalid(
                "parameter_missing",
                wanted.name("id"),
                "The simulator changes items of a subscription, and needs the id of the item; it does not add any.");
    }

    private void restart(ObjectNode subscription) {
        long now = account.clock().seconds();
        subscription.put("billing_cycle_anchor", now);
        for (ObjectNode item : Json.each(subscription, "items")) {
            item.put("current_period_start", now);
            item.put("current_period_end", BillingPeriod.end((ObjectNode) item.path("price"), now));
        }
    }

    private void invoice(
            ObjectNode subscription, List<ObjectNode> prorations, boolean anew, @Nullable String behavior) {
        List<ObjectNode> lines = new ArrayList<>(prorations);
        if (anew) {
            lines.addAll(account.subscriptions().periodLines(subscription, false));
        }
        if (lines.isEmpty()) {
            return;
        }
        if (!anew && !"always_invoice".equals(behavior)) {
            pending.computeIfAbsent(Json.need(subscription, "id"), unused -> new ArrayList<>())
                    .addAll(lines);
            return;
        }
        ObjectNode invoice = account.invoices()
                .draft(Json.need(subscription, "customer"), subscription, "subscription_update", lines);
        account.invoices().discount(invoice, account.coupons().lasting(subscription));
        account.invoices().finish(invoice);
        if (Json.is(invoice, "status", "open")) {
            account.invoices().payments().pay(invoice);
        }
    }

    /** The earlier values of what is another one now. */
    private static ObjectNode changed(ObjectNode before, ObjectNode after) {
        ObjectNode changed = Json.object();
        before.properties().forEach(entry -> {
            if (!entry.getValue().equals(after.path(entry.getKey()))) {
                changed.set(entry.getKey(), entry.getValue());
            }
        });
        return changed;
    }
}

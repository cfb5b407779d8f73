package dev.tollgate.simulator.stripe;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** Moves the clock, stopping wherever something is due: renewals, ends of trials, retries of payments. */
final class Renewals {
    private static final long WARNING_SECONDS = 3L * 24 * 60 * 60;
    private static final long INCOMPLETE_SECONDS = 23L * 60 * 60;
    private static final int ATTEMPTS = 4;

    private record Due(long at, Runnable work) {}

    private final Account account;
    private final Set<String> warned = new HashSet<>();

    Renewals(Account account) {
        this.account = account;
    }

    /** Moves the clock ahead; what falls due on the way happens in order, each at its time. */
    void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("The clock only goes forward, not by " + by + ".");
        }
        Instant target = account.clock().now().plus(by);
        Due next = next();
        while (next != null && next.at() <= target.getEpochSecond()) {
            account.clock().moveTo(Instant.ofEpochSecond(next.at()));
            next.work().run();
            next = next();
        }
        account.clock().moveTo(target);
        account.checkoutSessions().expireDue();
    }

    private @Nullable Due next() {
        List<Due> all = new ArrayList<>();
        for (ObjectNode subscription : account.subscriptions().live()) {
            due(subscription, all);
        }
        for (ObjectNode invoice : account.store().ofKind("invoice")) {
            long retry = Json.number(invoice, "next_payment_attempt");
            if (retry > 0 && Json.is(invoice, "status", "open")) {
                all.add(new Due(retry, () -> retry(invoice)));
            }
        }
        return all.stream().min(Comparator.comparingLong(Due::at)).orElse(null);
    }

    private void due(ObjectNode subscription, List<Due> all) {
        String id = Json.need(subscription, "id");
        long end = SubscriptionChanges.end(subscription);
        if (Json.is(subscription, "status", "incomplete")) {
            long expires = Json.number(subscription, "created") + INCOMPLETE_SECONDS;
            all.add(new Due(expires, () -> account.subscriptions().end(subscription, "incomplete_expired")));
            return;
        }
        if (Json.is(subscription, "status", "trialing") && !warned.contains(id)) {
            all.add(new Due(end - WARNING_SECONDS, () -> warn(subscription)));
        }
        long cancel = Json.number(subscription, "cancel_at");
        if (cancel > 0 && cancel < end) {
            all.add(new Due(cancel, () -> account.subscriptions().end(subscription, "canceled")));
        }
        all.add(new Due(end, () -> renew(subscription)));
    }

    private void warn(ObjectNode subscription) {
        warned.add(Json.need(subscription, "id"));
        account.events().emit("customer.subscription.trial_will_end", subscription);
    }

    private void renew(ObjectNode subscription) {
        if (Json.flag(subscription, "cancel_at_period_end")) {
            account.subscriptions().end(subscription, "canceled");
            return;
        }
        ObjectNode before = Json.object();
        before.set("items", subscription.path("items").deepCopy());
        if (Json.is(subscription, "status", "trialing")) {
            before.put("status", "trialing");
            subscription.put("status", "active");
        }
        for (ObjectNode item : Json.each(subscription, "items")) {
            long start = Json.number(item, "current_period_end");
            item.put("current_period_start", start);
            item.put("current_period_end", BillingPeriod.end((ObjectNode) item.path("price"), start));
        }
        account.events().emit("customer.subscription.updated", subscription, before);
        List<ObjectNode> lines =
                new ArrayList<>(account.subscriptions().changes().takePending(subscription));
        lines.addAll(account.subscriptions().periodLines(subscription, false));
        ObjectNode invoice = account.invoices()
                .draft(Json.need(subscription, "customer"), subscription, "subscription_cycle", lines);
        String coupon = account.coupons().lasting(subscription);
        account.invoices().discount(invoice, coupon);
        if (coupon == null) {
            subscription.putArray("discounts");
        }
        collect(subscription, invoice);
    }

    /** Collects what a new period costs, unless collecting is paused. */
    private void collect(ObjectNode subscription, ObjectNode invoice) {
        String pause = Json.text(subscription, "pause_collection.behavior");
        long resumes = Json.number(subscription, "pause_collection.resumes_at");
        if (pause != null && resumes > 0 && resumes <= account.clock().seconds()) {
            subscription.putNull("pause_collection");
            account.events().emit("customer.subscription.updated", subscription);
            pause = null;
        }
        if ("keep_as_draft".equals(pause)) {
            account.events().emit("invoice.created", invoice);
            return;
        }
        account.invoices().finish(invoice);
        if (!Json.is(invoice, "status", "open")) {
            return;
        }
        if ("void".equals(pause)) {
            account.invoices().end(invoice, "void", "voided");
        } else if (pause != null) {
            account.invoices().end(invoice, "uncollectible", "marked_uncollectible");
        } else {
            account.invoices().payments().pay(invoice);
        }
    }

    /** Tries again; after the fourth time the subscription ends. */
    private void retry(ObjectNode invoice) {
        invoice.putNull("next_payment_attempt");
        boolean paid = account.invoices().payments().pay(invoice);
        if (!paid && Json.number(invoice, "attempt_count") >= ATTEMPTS) {
            invoice.putNull("next_payment_attempt");
            ObjectNode subscription =
                    account.store().find(Json.text(invoice, "parent.subscription_details.subscription"));
            if (subscription != null && Json.is(subscription, "status", "past_due")) {
                account.subscriptions().end(subscription, "canceled");
            }
        }
    }
}

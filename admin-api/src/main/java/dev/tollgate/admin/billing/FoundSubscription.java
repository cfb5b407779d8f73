package dev.tollgate.admin.billing;

import com.stripe.exception.StripeException;
import com.stripe.model.SubscriptionItem;
import com.stripe.service.V1Services;
import dev.tollgate.ledger.billing.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A subscription as it is at Stripe, with all that was paid for it.
 *
 * @param account whose it is by what we have written on it; empty: nothing
 * @param now without its account
 * @param renews whether another payment is to come
 * @param price the one that it has now
 * @param prices of the lines of its invoices, and its own
 */
record FoundSubscription(
        String customer,
        Map<String, String> metadata,
        Subscription now,
        boolean renews,
        PlanPrice price,
        List<PaidInvoice> invoices,
        Map<String, PlanPrice> prices) {

    /** Asks Stripe; blocks. */
    static FoundSubscription fetch(V1Services calls, PlanPrices reader, String id) throws StripeException {
        com.stripe.model.Subscription found = calls.subscriptions().retrieve(id);
        List<PaidInvoice> invoices = PaidInvoice.fetch(calls, id);
        SubscriptionItem item = found.getItems().getData().get(0);
        Map<String, PlanPrice> prices = new HashMap<>();
        PlanPrice price = reader.fetch(calls, item.getPrice().getId());
        prices.put(price.id(), price);
        for (PaidInvoice invoice : invoices) {
            for (PaidInvoice.Line line : invoice.lines()) {
                if (!line.price().isEmpty() && !prices.containsKey(line.price())) {
                    prices.put(line.price(), reader.fetch(calls, line.price()));
                }
            }
        }
        return new FoundSubscription(
                found.getCustomer(),
                Objects.requireNonNullElse(found.getMetadata(), Map.of()),
                subscription(found, item, price),
                !endsWithPeriod(found, item),
                price,
                invoices,
                prices);
    }

    private static Subscription subscription(
            com.stripe.model.Subscription found, SubscriptionItem item, PlanPrice price) {
        return new Subscription(
                found.getId(),
                0,
                price.plan(),
                found.getStatus(),
                price.id(),
                Instant.ofEpochSecond(item.getCurrentPeriodEnd()),
                endsWithPeriod(found, item),
                found.getPauseCollection() != null || "paused".equals(found.getStatus()));
    }

    /** Stripe says so in one of two ways. */
    private static boolean endsWithPeriod(com.stripe.model.Subscription found, SubscriptionItem item) {
        return Boolean.TRUE.equals(found.getCancelAtPeriodEnd())
                || found.getCancelAt() != null && found.getCancelAt() <= item.getCurrentPeriodEnd();
    }

    Subscription of(long account) {
        return now.of(account);
    }

    /**
     * Why it cannot be brought into the books; empty: it can. Prices of lines that are in the books do not matter any more.
     *
     * @param known the keys of payments in the books
     */
    String problem(Set<String> known) {
        return invoices.stream()
                .flatMap(invoice -> invoice.lines().stream()
                        .filter(line -> !known.contains(InvoiceCredits.key(invoice, line)))
                        .map(line -> prices.get(line.price())))
                .filter(Objects::nonNull)
                .map(PlanPrice::problem)
                .filter(it -> !it.isEmpty())
                .findFirst()
                .or(() -> Optional.of(price.problem()).filter(it -> !it.isEmpty()))
                .orElse(
                        price.plan().isEmpty()
                                ? "the price " + price.id() + " names no plan of the price book ("
                                        + SubscriptionEvents.PLAN + ")"
                                : "");
    }

    /** What is paid for at this time, without the invoices whose money went back. */
    Optional<PaidTime> paid(Instant at, Set<String> wentBack, Duration grace) {
        List<PaidInvoice> standing = invoices.stream()
                .filter(invoice -> !wentBack.contains(invoice.id()))
                .toList();
        return now.lives()
                ? PaidTime.at(at, price, standing, prices, renews ? grace : Duration.ZERO)
                : Optional.empty();
    }
}

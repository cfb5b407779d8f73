package dev.tollgate.admin.billing;

import com.stripe.exception.StripeException;
import com.stripe.model.SubscriptionItem;
import com.stripe.service.V1Services;
import dev.tollgate.ledger.billing.SeenPrice;
import dev.tollgate.ledger.billing.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A subscription as it is at Stripe, with all that was paid for it.
 *
 * @param account whose it is by what we have written on it; empty: nothing
 * @param now without its account
 * @param renews whether another payment is to come
 * @param price the one that it has now
 * @param prices of the lines of its invoices, and its own
 * @param news what is to be remembered of these prices
 */
record FoundSubscription(
        String customer,
        Map<String, String> metadata,
        Subscription now,
        boolean renews,
        PlanPrice price,
        List<PaidInvoice> invoices,
        Map<String, PlanPrice> prices,
        List<SeenPrice> news) {

    private static final Set<String> ENDED = Set.of("canceled", "incomplete_expired");

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
                prices,
                List.of());
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
                isPaused(found));
    }

    /** Stripe says so in one of two ways: who pauses collecting leaves the status as it was. */
    static boolean isPaused(com.stripe.model.Subscription found) {
        return found.getPauseCollection() != null || "paused".equals(found.getStatus());
    }

    static boolean endsWithPeriod(com.stripe.model.Subscription found, SubscriptionItem item) {
        return Boolean.TRUE.equals(found.getCancelAtPeriodEnd())
                || found.getCancelAt() != null && found.getCancelAt() <= item.getCurrentPeriodEnd();
    }

    /** Prices whose plan nothing names any more are of the one that they were of. */
    FoundSubscription remembering(Map<String, SeenPrice> seen) {
        Map<String, PlanPrice> all = new HashMap<>();
        prices.forEach((id, it) -> all.put(id, it.remembering(seen.get(id))));
        PlanPrice own = price.remembering(seen.get(price.id()));
        // Only what is new: a price is locked with it, which all its subscribers share.
        List<SeenPrice> news = all.values().stream()
                .filter(it -> it.problem().isEmpty() && !it.plan().isEmpty())
                .map(PlanPrice::seen)
                .filter(it -> !it.equals(seen.get(it.id())))
                .sorted(Comparator.comparing(SeenPrice::id))
                .toList();
        return new FoundSubscription(customer, metadata, now.on(own.plan()), renews, own, invoices, all, news);
    }

    /** Whether it goes on, or something was paid for it that is not in the books. */
    boolean matters(Set<String> known) {
        return renews && now.lives() || unknown(known).findAny().isPresent();
    }

    /** The order of one that has ended without a paid invoice, be it of nothing; empty otherwise. */
    Optional<UUID> unpaidOrder() {
        return ENDED.contains(now.status()) && invoices.isEmpty()
                ? Optional.ofNullable(metadata.get(PaymentEvents.ORDER))
                        .flatMap(text -> Optional.ofNullable(PaymentEvents.uuid(text)))
                : Optional.empty();
    }

    private Stream<PaidInvoice.Line> unknown(Set<String> known) {
        return invoices.stream().flatMap(invoice -> invoice.lines().stream()
                .filter(PaidInvoice.Line::isBought)
                .filter(line -> !known.contains(InvoiceCredits.key(invoice, line))));
    }

    Subscription of(long account) {
        return now.of(account);
    }

    /**
     * Why it cannot be brought into the books; empty: it can. Prices of lines that are in the books do not matter any more, and
     * neither does that of a subscription that has ended.
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
                .orElseGet(() -> now.lives() ? ownProblem() : "");
    }

    private String ownProblem() {
        return price.problem().isEmpty() && price.plan().isEmpty()
                ? "the price " + price.id() + " names no plan of the price book (" + SubscriptionEvents.PLAN + ")"
                : price.problem();
    }

    /** The invoices of which all the money went back, as far as they were looked at; their ids. */
    Set<String> allBack(Map<String, MoneyBack.Taken> taken) {
        return invoices.stream()
                .filter(invoice -> invoice.total() > 0)
                .filter(invoice -> Optional.ofNullable(taken.get(invoice.id()))
                        .filter(of -> of.cents() >= invoice.total())
                        .isPresent())
                .map(PaidInvoice::id)
                .collect(Collectors.toSet());
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

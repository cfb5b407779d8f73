package dev.tollgate.admin.billing;

import dev.tollgate.ledger.billing.Effects;
import dev.tollgate.ledger.billing.Payment;
import dev.tollgate.ledger.billing.Subscription;
import dev.tollgate.pricing.Credits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What comes of one paid invoice: first what its exchanges take back, then what its lines give, then what is taken back of that
 * because its money went back. Each is done once, by its key, whenever this runs again.
 */
final class InvoiceCredits {

    /** Behind a payment's key: what its plan gives once. */
    private static final String ONCE = ":once";

    private final Effects effects;
    private final Subscription subscription;
    private final Map<String, PlanPrice> prices;
    private final Duration grace;
    private final Instant now;

    InvoiceCredits(
            Effects effects, Subscription subscription, Map<String, PlanPrice> prices, Duration grace, Instant now) {
        this.effects = effects;
        this.subscription = subscription;
        this.prices = prices;
        this.grace = grace;
        this.now = now;
    }

    /** @param taken what went back of its money; null: not looked at */
    Mono<Void> bring(PaidInvoice invoice, MoneyBack.@Nullable Taken taken) {
        List<PaidInvoice.Line> bought = invoice.bought();
        List<Long> shares = invoice.shares();
        return Flux.fromIterable(invoice.exchanged())
                .concatMap(line -> exchange(invoice, line))
                .thenMany(Flux.range(0, bought.size()))
                .concatMap(i -> give(invoice, bought.get(i), shares.get(i)))
                .thenMany(Flux.fromIterable(invoice.lines()))
                .concatMap(this::trial)
                .then(takeBack(invoice, taken));
    }

    /**
     * Only what is taken back of lines that have given something before.
     *
     * @param taken what went back of its money; null: not looked at
     */
    Mono<Void> takeBack(PaidInvoice invoice, MoneyBack.@Nullable Taken taken) {
        return taken == null
                ? Mono.empty()
                : Flux.fromIterable(invoice.bought())
                        .concatMap(line -> takeBack(invoice, line, taken))
                        .then();
    }

    private Mono<Boolean> takeBack(PaidInvoice invoice, PaidInvoice.Line line, MoneyBack.Taken taken) {
        String key = key(invoice, line);
        return effects.takeBack(key, taken.cents(), invoice.worth(), taken.reason())
                .then(effects.takeBack(key + ONCE, taken.cents(), invoice.worth(), taken.reason()));
    }

    private Mono<Boolean> exchange(PaidInvoice invoice, PaidInvoice.Line line) {
        PlanPrice price = prices.get(line.price());
        return price == null
                ? Mono.just(false)
                : effects.exchange(
                        key(invoice, line),
                        subscription,
                        price.id(),
                        -line.cents(),
                        line.from(),
                        price.credits(line),
                        "exchanged by invoice " + invoice.id());
    }

    private Mono<Boolean> give(PaidInvoice invoice, PaidInvoice.Line line, long cents) {
        PlanPrice price = prices.get(line.price());
        Credits credits = price == null ? Credits.ZERO : price.credits(line);
        Instant expires = price == null || price.kept() ? null : end(line).plus(grace);
        Payment payment = payment(key(invoice, line), line, invoice.intent(), cents, credits, expires);
        return effects.pay(payment, "invoice " + invoice.id())
                .flatMap(first ->
                        first && price != null && !line.part() && !price.plan().isEmpty()
                                ? once(payment, price.plan())
                                : Mono.just(first));
    }

    /** What is paid late, or heard of late, is there for the grace at least. */
    private Instant end(PaidInvoice.Line line) {
        return line.until().isAfter(now) ? line.until() : now;
    }

    /** Beside the payment, and of the same money: what goes back of it takes this back too. */
    private Mono<Boolean> once(Payment with, String plan) {
        return effects.once(subscription.account(), plan)
                .filter(credits -> !credits.isZero())
                .flatMap(credits -> effects.pay(
                        new Payment(
                                with.key() + ONCE,
                                with.account(),
                                null,
                                with.subscription(),
                                "",
                                with.intent(),
                                Payment.Source.PLAN,
                                0,
                                0,
                                credits,
                                with.until(),
                                null),
                        "credits of the plan " + plan))
                .defaultIfEmpty(true);
    }

    /** A trial of a plan gives what a month gives, to an account once; nothing if it is over already. */
    private Mono<Boolean> trial(PaidInvoice.Line line) {
        PlanPrice price = prices.get(line.price());
        return price == null || !line.isTrial(price) || price.plan().isEmpty()
                ? Mono.just(false)
                : effects.pay(
                        payment(
                                trials(subscription.account()) + price.plan(),
                                line,
                                "",
                                0,
                                line.until().isAfter(now) ? price.trial() : Credits.ZERO,
                                line.until()),
                        "trial of the plan " + price.plan());
    }

    private Payment payment(
            String key, PaidInvoice.Line line, String intent, long cents, Credits credits, @Nullable Instant expires) {
        return new Payment(
                key,
                subscription.account(),
                null,
                subscription.id(),
                line.price(),
                intent,
                Payment.Source.PLAN,
                line.cents(),
                cents,
                credits,
                line.until(),
                expires);
    }

    /** How the keys of an account's trials begin. */
    static String trials(long account) {
        return "trial:" + account + ":";
    }

    static String key(PaidInvoice invoice, PaidInvoice.Line line) {
        return keys(invoice.id()) + line.id();
    }

    /** How the keys of an invoice's lines begin. */
    static String keys(String invoice) {
        return "il:" + invoice + ":";
    }
}

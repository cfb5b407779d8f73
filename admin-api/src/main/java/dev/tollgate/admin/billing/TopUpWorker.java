package dev.tollgate.admin.billing;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import com.stripe.exception.InvalidRequestException;
import com.stripe.model.PaymentIntent;
import com.stripe.model.StripeError;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.billing.Order;
import dev.tollgate.ledger.billing.Orders;
import dev.tollgate.ledger.billing.TopUp;
import dev.tollgate.ledger.billing.TopUps;
import dev.tollgate.pricing.PriceBook;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.stereotype.Component;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Buys credits for accounts that run low and want that, on every node: each account is taken by one. The order is committed
 * before the card is charged. What the charge came to is found out from Stripe, never supposed: a charge whose answer was
 * lost is looked for before it is sent again, under the same key.
 */
@Component
final class TopUpWorker implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(TopUpWorker.class);

    private static final NoArgGenerator IDS = Generators.timeBasedEpochRandomGenerator();

    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final int AT_ONCE = 4;

    /** No call of ours is under way any more when its account is taken again. */
    private static final int LEASE_IN_TIMEOUTS = 12;

    /** Stripe forgets keys after a day; well before, a charge that it does not know is given up. */
    private static final Duration KEY_IS_KNOWN = Duration.ofHours(23);

    private static final int MOST_FAILURES = 3;

    private final TopUps topUps;
    private final Orders orders;
    private final SavedCards cards;
    private final CardCharges charges;
    private final Looks looks;
    private final InboxWorker inbox;
    private final StripeSettings settings;
    private final Supplier<PriceBook> books;
    private final Disposable working;

    TopUpWorker(
            TopUps topUps,
            Orders orders,
            SavedCards cards,
            CardCharges charges,
            Looks looks,
            InboxWorker inbox,
            StripeSettings settings,
            Supplier<PriceBook> books) {
        this.topUps = topUps;
        this.orders = orders;
        this.cards = cards;
        this.charges = charges;
        this.looks = looks;
        this.inbox = inbox;
        this.settings = settings;
        this.books = books;
        this.working = settings.missing().isEmpty() ? work() : () -> {};
    }

    private Disposable work() {
        return Flux.interval(Duration.ZERO, LOOK_EVERY)
                .onBackpressureDrop()
                .concatMap(
                        tick -> Rounds.untilIdle(this::round).onErrorResume(failure -> {
                            log.debug("Who runs low cannot be seen now; it is later: {}", failure.toString());
                            return Mono.empty();
                        }),
                        1)
                .subscribe();
    }

    private Duration lease() {
        return settings.timeout().multipliedBy(LEASE_IN_TIMEOUTS);
    }

    /** Whether anybody was due. */
    private Mono<Boolean> round() {
        return topUps.take(AT_ONCE, settings.pause(), lease())
                .flatMap(due ->
                        Flux.fromIterable(due).flatMap(this::worked, AT_ONCE).then(Mono.just(!due.isEmpty())));
    }

    /** One that fails comes again when its lease is over. */
    private Mono<Void> worked(TopUp.Due due) {
        return Mono.defer(() -> due.charge() == null ? begun(due) : resumed(due, due.charge()))
                .onErrorResume(failure -> {
                    if (!(failure instanceof StripeAway)) {
                        log.warn(
                                "A top-up cannot be brought to its end now; it is tried again: {}", failure.toString());
                    }
                    return Mono.empty();
                });
    }

    private Mono<Void> begun(TopUp.Due due) {
        Offer offer;
        try {
            offer = Offer.ofTopUp(due.pack(), due.cents(), books.get());
        } catch (Problem gone) {
            String what = due.pack().isEmpty() ? "an amount of credits" : "package " + due.pack();
            return topUps.stop(due.account(), due.version(), "It buys " + what + ", which is not for sale any more.");
        }
        return cards.of(due.account())
                .flatMap(card -> card.isPresent()
                        ? ordered(due, offer, card.get())
                        : topUps.stop(due.account(), due.version(), "There is no saved card any more."));
    }

    private Mono<Void> ordered(TopUp.Due due, Offer offer, SavedCards.Card card) {
        Order order = new Order(
                IDS.generate(), due.account(), Order.Kind.TOPUP, offer.item(), offer.cents(), offer.credits(), "");
        TopUp.Charge charge = new TopUp.Charge(
                order.id(), order.item(), order.cents(), card.customer(), card.id(), false, Instant.now());
        return topUps.open(order, due.version(), card.customer(), card.id(), lease(), settings.live())
                .flatMap(opened -> switch (opened) {
                    case OPENED -> charged(charge);
                    case TOO_DEAR -> topUps.stop(
                            due.account(),
                            due.version(),
                            "Its price, $" + Dollars.of(offer.cents()) + ", is above what may be charged in a day.");
                    case CHANGED, ENOUGH, CAP -> Mono.empty();
                });
    }

    /** Somebody has ordered it, and was not heard of again: perhaps Stripe has. */
    private Mono<Void> resumed(TopUp.Due due, TopUp.Charge charge) {
        boolean over = charge.closed()
                || !due.wanted()
                || charge.orderedAt().plus(KEY_IS_KNOWN).isBefore(Instant.now());
        return charges.find(charge)
                .flatMap(found -> found.isPresent()
                        ? concluded(charge, found.get())
                        : over ? topUps.drop(charge.order()) : charged(charge));
    }

    /**
     * An error of Stripe's own is what the same key is answered for a day. So nothing comes of this order, unless Stripe has made
     * a payment of it all the same, which is looked for when nobody can be making it any more.
     */
    private Mono<Void> charged(TopUp.Charge charge) {
        return charges.charge(charge)
                .onErrorResume(
                        StripeAway.class, away -> (away.isKept() ? orders.close(charge.order()) : Mono.<Void>empty())
                                .then(Mono.error(away)))
                .onErrorResume(InvalidRequestException.class, refused -> {
                    log.error("Stripe refused to charge a saved card: {}", refused.getMessage());
                    return failed(charge, "The payment service refused to charge the saved card.")
                            .then(Mono.empty());
                })
                .flatMap(intent -> concluded(charge, intent));
    }

    /** One that waits for its buyer, or for another card, is given up: nobody is there. */
    private Mono<Void> concluded(TopUp.Charge charge, PaymentIntent intent) {
        return switch (intent.getStatus()) {
            case "succeeded" -> orders.sent(charge.order(), intent.getId())
                    .then(looks.at(intent.getId(), settings.live()))
                    .doOnSuccess(done -> inbox.nudge());
            case "processing" -> orders.sent(charge.order(), intent.getId()).then();
            case "canceled" -> failed(charge, reason(intent));
            default -> charges.cancel(intent.getId()).then(failed(charge, reason(intent)));
        };
    }

    private Mono<Void> failed(TopUp.Charge charge, String reason) {
        return topUps.failed(charge.order(), reason, settings.topUpPause(), MOST_FAILURES);
    }

    private static String reason(PaymentIntent intent) {
        StripeError error = intent.getLastPaymentError();
        if ("requires_action".equals(intent.getStatus())
                || error != null && "authentication_required".equals(error.getCode())) {
            return "The bank wants the card's owner to confirm each payment (authentication_required).";
        }
        if (error == null) {
            return "The payment was cancelled.";
        }
        String code = Objects.requireNonNullElse(error.getDeclineCode(), error.getCode());
        return "The card was declined (" + code + ").";
    }

    @Override
    public void destroy() {
        working.dispose();
    }
}

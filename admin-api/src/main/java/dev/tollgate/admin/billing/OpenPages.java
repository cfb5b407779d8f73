package dev.tollgate.admin.billing;

import com.stripe.exception.InvalidRequestException;
import com.stripe.model.checkout.Session;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.billing.Order;
import dev.tollgate.ledger.billing.Orders;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** What accounts may still pay at Stripe: pages, and payment intents of an app's own page. */
@Component
public final class OpenPages {

    private static final Logger log = LoggerFactory.getLogger(OpenPages.class);

    private static final Duration A_DAY = Duration.ofDays(1);

    /** What has waited for longer was looked at every day, and was something else each time. */
    private static final Duration LONGEST = Duration.ofDays(35);

    /** Of which no money is on its way, as it is by a bank that takes days. */
    private static final Set<String> ABANDONED = Set.of("requires_payment_method", "requires_confirmation");

    private final StripeCalls stripe;
    private final Orders orders;
    private final Looks looks;
    private final StripeSettings settings;

    OpenPages(StripeCalls stripe, Orders orders, Looks looks, StripeSettings settings) {
        this.stripe = stripe;
        this.orders = orders;
        this.looks = looks;
        this.settings = settings;
    }

    /** Ends the pages on which an account may begin a subscription; fails if it has begun one on such a page. */
    Mono<Void> endSubscriptions(long account) {
        return orders.open(account, settings.live())
                .flatMapIterable(open -> open)
                .filter(open -> open.kind() == Order.Kind.SUBSCRIPTION)
                .concatMap(this::end)
                .then();
    }

    /** One on which was paid is ended no more; its order waits for the event, which may have been lost. */
    private Mono<Void> end(Orders.Open page) {
        return expire(page.object())
                .onErrorResume(
                        InvalidRequestException.class,
                        refused ->
                                stripe.ask(calls -> calls.checkout().sessions().retrieve(page.object())))
                .flatMap(session -> "complete".equals(session.getStatus())
                        ? looks.at(page.object(), settings.live()).then(Mono.error(subscribed()))
                        : orders.close(page.order()));
    }

    static Problem subscribed() {
        return new Problem(
                HttpStatus.CONFLICT,
                "already_subscribed",
                "This account has a subscription. Change or cancel it in the portal, POST /api/billing/portal-link.");
    }

    /** Nobody can pay on it from then on. Needs no key: a second time there is nothing left to end. */
    Mono<Session> expire(String session) {
        return stripe.ask(calls -> calls.checkout().sessions().expire(session));
    }

    /** Cancels what nobody will pay any more: while it is open it counts as a use of its code. */
    Mono<Void> endUnpaidIntents() {
        Instant now = Instant.now();
        return orders.unpaidIntents(now.minus(LONGEST), now.minus(A_DAY), settings.live())
                .flatMapIterable(open -> open)
                .concatMap(open -> stripe.ask(calls -> calls.paymentIntents().retrieve(open.object()))
                        .filter(intent -> ABANDONED.contains(intent.getStatus()))
                        .flatMap(intent -> cancel(open).then(orders.close(open.order())))
                        // Paid meanwhile, or not of this account at Stripe.
                        .onErrorResume(InvalidRequestException.class, refused -> Mono.empty()))
                .then();
    }

    /** Ends all that an account may still pay, as far as Stripe answers: the events of the rest are kept. */
    public Mono<Void> endAll(long account) {
        if (!stripe.ready()) {
            return Mono.empty();
        }
        return orders.open(account, settings.live())
                .flatMapIterable(open -> open)
                .flatMap(open -> ended(open).onErrorResume(failure -> {
                    log.warn("What a deleted account was about to pay cannot be ended: {}", failure.toString());
                    return Mono.empty();
                }))
                .onErrorComplete()
                .then();
    }

    private Mono<Void> ended(Orders.Open open) {
        boolean page = open.kind() == Order.Kind.CHECKOUT || open.kind() == Order.Kind.SUBSCRIPTION;
        return page ? expire(open.object()).then() : cancel(open);
    }

    private Mono<Void> cancel(Orders.Open intent) {
        return stripe.ask(calls -> calls.paymentIntents().cancel(intent.object()))
                .then();
    }
}

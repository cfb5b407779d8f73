package dev.tollgate.admin.billing;

import com.stripe.model.checkout.Session;
import com.stripe.param.CouponCreateParams;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.billing.BillingBooks;
import dev.tollgate.ledger.billing.Order;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Has Stripe make the page of an order; what it asks for is what the price book says, or nobody sees the page. */
@Component
final class CheckoutPages {

    /** The page is made behind its coupon, and may not outlive it. */
    private static final Duration AFTER = Duration.ofMinutes(1);

    private final StripeCalls stripe;
    private final CheckoutSessions sessions;
    private final Buyers buyers;
    private final OpenPages pages;
    private final BillingBooks books;

    CheckoutPages(StripeCalls stripe, CheckoutSessions sessions, Buyers buyers, OpenPages pages, BillingBooks books) {
        this.stripe = stripe;
        this.sessions = sessions;
        this.buyers = buyers;
        this.pages = pages;
        this.books = books;
    }

    /** @param offer as it is sold on the page */
    record Page(Session session, Offer offer) {}

    /** Fails with a {@link Problem}, and leaves no page, if Stripe would charge something else than the order says. */
    Mono<Page> make(Account account, Purchases.Opened opened, boolean savesCard) {
        return offered(account, opened.offer())
                .flatMap(offer -> made(account, new Purchases.Opened(opened.order(), offer), savesCard));
    }

    private Mono<Page> made(Account account, Purchases.Opened opened, boolean savesCard) {
        Order order = opened.order();
        Mono<Session> made = buyers.customer(account).flatMap(customer -> coupon(opened)
                .flatMap(coupon -> stripe.ask(calls -> calls.checkout()
                        .sessions()
                        .create(
                                sessions.of(account, customer, opened, savesCard, coupon),
                                StripeCalls.once("checkout:" + order.id())))));
        return made.flatMap(session -> asked(opened.offer(), session)
                .filter(asked -> asked.equals(order.cents() + " usd") && isBeforeTheCode(opened, session))
                .map(same -> new Page(session, opened.offer()))
                .switchIfEmpty(pages.expire(session.getId())
                        .then(Mono.error(() -> Purchases.priceDiffers(
                                order.item(), opened.offer().cents())))));
    }

    /** A code that takes off everything would do that of another price than the price book's too. */
    private static boolean isBeforeTheCode(Purchases.Opened opened, Session session) {
        return opened.offFirst() == 0
                || Objects.equals(session.getAmountSubtotal(), opened.offer().cents());
    }

    /** Takes off what the code takes off a plan's first payment, to the cent, on this page only; empty: nothing is taken off. */
    private Mono<Optional<String>> coupon(Purchases.Opened opened) {
        if (opened.offFirst() == 0) {
            return Mono.just(Optional.empty());
        }
        CouponCreateParams coupon = CouponCreateParams.builder()
                .setAmountOff(opened.offFirst())
                .setCurrency("usd")
                .setDuration(CouponCreateParams.Duration.ONCE)
                .setMaxRedemptions(1L)
                .setRedeemBy(
                        Instant.now().plus(CheckoutSessions.OPEN).plus(AFTER).getEpochSecond())
                .build();
        return stripe.ask(calls -> Optional.of(calls.coupons()
                .create(coupon, StripeCalls.once("coupon:" + opened.order().id()))
                .getId()));
    }

    /** Who has had a trial, of whichever plan, pays from the first day on. */
    private Mono<Offer> offered(Account account, Offer offer) {
        return offer.hasTrial()
                ? books.knows(account.id(), InvoiceCredits.trials(account.id()))
                        .map(had -> had ? offer.withoutTrial() : offer)
                : Mono.just(offer);
    }

    /** What it costs, after a trial if there is one. A price that the environment names may be another one than the price book's. */
    private Mono<String> asked(Offer offer, Session session) {
        Optional<String> named = sessions.price(offer);
        if (!offer.hasTrial() || named.isEmpty()) {
            long asked = offer.hasTrial() ? offer.cents() : Objects.requireNonNullElse(session.getAmountTotal(), -1L);
            return Mono.just(asked + " " + session.getCurrency());
        }
        return stripe.ask(calls -> calls.prices().retrieve(named.get()))
                .map(price -> price.getUnitAmount() + " " + price.getCurrency());
    }
}

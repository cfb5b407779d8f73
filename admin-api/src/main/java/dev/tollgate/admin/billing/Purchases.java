package dev.tollgate.admin.billing;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.admin.throttle.CodeGuesses;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.billing.BillingBooks;
import dev.tollgate.ledger.billing.Order;
import dev.tollgate.ledger.billing.Orders;
import dev.tollgate.ledger.billing.StripePrice;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PromoCode;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** From what is wanted to an order that is written down; only then Stripe hears of it. */
@Component
final class Purchases {

    private static final Logger log = LoggerFactory.getLogger(Purchases.class);

    /** Stripe takes no smaller payment. */
    static final long LEAST_CENTS = 50;

    private static final NoArgGenerator IDS = Generators.timeBasedEpochRandomGenerator();

    private final Orders orders;
    private final Discounts discounts;
    private final CodeGuesses guesses;
    private final Supplier<PriceBook> books;
    private final BillingBooks billing;
    private final StripeCalls stripe;
    private final StripeSettings settings;

    Purchases(
            Orders orders,
            Discounts discounts,
            CodeGuesses guesses,
            Supplier<PriceBook> books,
            BillingBooks billing,
            StripeCalls stripe,
            StripeSettings settings) {
        this.orders = orders;
        this.discounts = discounts;
        this.guesses = guesses;
        this.books = books;
        this.billing = billing;
        this.stripe = stripe;
        this.settings = settings;
    }

    /** There is a page on which the account may begin a subscription; it must be ended first. */
    static final class PageOpened extends RuntimeException {
        private static final long serialVersionUID = 1L;

        PageOpened() {
            super("a page for a plan is open", null, false, false);
        }
    }

    /** An order and what it is for, as it is sold now. */
    record Opened(Order order, Offer offer) {

        /** What a code takes off the first payment of a plan, in cents; 0 for what is paid once, whose price is less. */
        long offFirst() {
            return offer.plan().isPresent() ? offer.cents() - order.cents() : 0;
        }
    }

    /** @param asked what is to be bought, and a code */
    Mono<Opened> open(Account account, Fields asked, Function<Offer, Order.Kind> kind) {
        Mono<List<StripePrice.Sold>> sold =
                asked.has("package") ? billing.packages(settings.live()) : Mono.just(List.of());
        PriceBook book = books.get();
        return code(account, asked, book)
                .flatMap(
                        code -> sold.flatMap(packages -> open(account, Offer.read(asked, book, packages), code, kind)));
    }

    /** Each code that is none here counts as a guess. */
    private Mono<Optional<PromoCode>> code(Account account, Fields asked, PriceBook book) {
        return asked.has("promoCode")
                ? guesses.begin(account)
                        .then(Mono.fromSupplier(() -> discounts.read(asked, book, account)))
                        .flatMap(code -> guesses.giveBack(account).thenReturn(code))
                : Mono.just(Optional.empty());
    }

    private Mono<Opened> open(Account account, Offer full, Optional<PromoCode> code, Function<Offer, Order.Kind> kind) {
        if (code.isPresent() && full.hasTrial()) {
            throw Problem.badField(
                    "promoCode", "goes with no plan that has a trial: its first payment is nothing already.");
        }
        full.plan()
                .filter(plan -> code.filter(
                                it -> !it.firstPaymentOf().contains(plan.plan().name()))
                        .isPresent())
                .ifPresent(plan -> {
                    throw Problem.badField("promoCode", "takes nothing off this plan.");
                });
        Offer less = code.flatMap(it -> it.gain().off()).map(full::less).orElse(full);
        if (less.cents() != 0 && less.cents() < LEAST_CENTS) {
            throw Problem.badField("promoCode", "leaves less than $0.50, which cannot be paid.");
        }
        Order order = new Order(
                IDS.generate(),
                account.id(),
                kind.apply(less),
                less.item(),
                less.cents(),
                less.credits(),
                code.map(PromoCode::name).orElse(""));
        // A plan's price stays what it is; only its first payment is less.
        Offer offer = full.plan().isPresent() ? full : less;
        return asAtStripe(full).then(Mono.defer(() -> written(order, code))).map(status -> switch (status) {
            case OPENED -> new Opened(order, offer);
            case USED -> throw refused("code_used", "You have used this code already, or have begun to buy with it.");
            case USED_UP -> throw refused("code_used_up", "This code has been used as often as it may be.");
            case SUBSCRIBED -> throw OpenPages.subscribed();
            case PAGE_OPEN -> throw new PageOpened();
            case FROZEN -> throw new Problem(
                    HttpStatus.FORBIDDEN,
                    "account_frozen",
                    "This account is frozen. Ask the operator of this gateway.");
        });
    }

    private Mono<Order.Opened> written(Order order, Optional<PromoCode> code) {
        return orders.open(order, Discounts.bounds(code), settings.live());
    }

    /** A package whose price is made at Stripe is sold as Stripe says at this moment, or not at all. */
    private Mono<Void> asAtStripe(Offer offer) {
        return Mono.justOrEmpty(offer.price().filter(price -> !price.variable()))
                .flatMap(price -> stripe.ask(calls -> PriceEvents.fetch(calls, price.text())))
                .map(PriceEvents::read)
                .filter(read -> read.price()
                        .filter(now -> now.active()
                                && now.once()
                                && now.plan().isEmpty()
                                && now.cents() == offer.cents()
                                && now.credits().equals(offer.credits()))
                        .isEmpty())
                .flatMap(other -> Mono.error(priceDiffers(offer.item(), offer.cents())));
    }

    static Problem priceDiffers(String item, long cents) {
        log.error("{} cannot be sold: its price at Stripe is not the one shown here, {} US cents", item, cents);
        return new Problem(
                HttpStatus.SERVICE_UNAVAILABLE,
                "price_differs",
                "This cannot be bought: its price at the payment service is not the one shown here. Nothing was charged; tell"
                        + " the operator of this gateway.");
    }

    /**
     * Nothing comes of an order whose buyer was not told where to pay it, be it that Stripe refused it or was away, or that the
     * buyer has left: its code may be used again. Should Stripe have made something of it all the same, and should that be paid,
     * its credits are given.
     *
     * @param sending until there is an answer for the buyer
     */
    <A> Mono<A> closing(Order order, Mono<A> sending) {
        return Mono.usingWhen(
                Mono.just(order.id()),
                id -> sending,
                id -> Mono.empty(),
                (id, failure) -> orders.close(id),
                orders::close);
    }

    private static Problem refused(String code, String sentence) {
        return new Problem(HttpStatus.CONFLICT, code, sentence);
    }
}

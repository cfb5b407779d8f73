package dev.tollgate.admin.billing;

import com.stripe.model.checkout.Session;
import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.admin.problem.ShownKeys;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.billing.Order;
import dev.tollgate.ledger.billing.Orders;
import java.util.Objects;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** {@code POST /api/credits/checkout}, {@code /api/billing/checkout-session}: a page of Stripe's on which one pays. */
@RestController
class CheckoutController {

    private static final Logger log = LoggerFactory.getLogger(CheckoutController.class);

    /** How often others may be faster. */
    private static final int RACES = 3;

    private static final String[] FIELDS = {"package", "amount", "plan", "promoCode", "saveCard"};

    private final ShownKeys keys;
    private final StripeCalls stripe;
    private final Purchases purchases;
    private final CheckoutSessions sessions;
    private final Buyers buyers;
    private final Orders orders;
    private final OpenPages pages;

    CheckoutController(
            ShownKeys keys,
            StripeCalls stripe,
            Purchases purchases,
            CheckoutSessions sessions,
            Buyers buyers,
            Orders orders,
            OpenPages pages) {
        this.keys = keys;
        this.stripe = stripe;
        this.purchases = purchases;
        this.sessions = sessions;
        this.buyers = buyers;
        this.orders = orders;
        this.pages = pages;
    }

    /** @param url where the buyer goes to pay */
    record Checkout(UUID order, String session, String url, String usd, String credits) {}

    @PostMapping({"/api/credits/checkout", "/api/billing/checkout-session"})
    Mono<Checkout> checkout(ServerHttpRequest request) {
        return keys.unrestricted(request)
                .doOnNext(account -> stripe.requireReady())
                .flatMap(account -> Fields.from(request, FIELDS).flatMap(fields -> opened(account, fields)
                        .flatMap(opened -> send(account, opened, savesCard(fields)))))
                .onErrorMap(StripeCalls::told);
    }

    private static Order.Kind kind(Offer offer) {
        return offer.plan().isPresent() ? Order.Kind.SUBSCRIPTION : Order.Kind.CHECKOUT;
    }

    /**
     * Two subscriptions would both be paid for: neither may there be one, nor another page on which one may still begin. If
     * somebody opens one between ending them and writing the order, they are ended once more.
     */
    private Mono<Purchases.Opened> opened(Account account, Fields fields) {
        savesCard(fields);
        Mono<Purchases.Opened> open = Mono.defer(() -> purchases.open(account, fields, CheckoutController::kind));
        return fields.has("plan")
                ? Mono.defer(() -> pages.endSubscriptions(account.id()))
                        .then(open)
                        .retryWhen(Retry.max(RACES)
                                .filter(Purchases.PageOpened.class::isInstance)
                                .onRetryExhaustedThrow((spec, signal) -> underWay()))
                : open;
    }

    private static Problem underWay() {
        return new Problem(
                HttpStatus.CONFLICT,
                "checkout_under_way",
                "Another page for a plan was opened for this account at the same time. Pay on that one, or send this again.");
    }

    /** A subscription keeps its card as it is. */
    private static boolean savesCard(Fields fields) {
        if (fields.has("plan") && fields.flag("saveCard")) {
            throw Problem.badField("saveCard", "goes with packages and amounts only; a plan's card is saved anyway.");
        }
        return fields.flag("saveCard");
    }

    private Mono<Checkout> send(Account account, Purchases.Opened opened, boolean savesCard) {
        if (savesCard && opened.order().cents() == 0) {
            return orders.close(opened.order().id())
                    .then(Mono.error(Problem.badField(
                            "saveCard", "cannot be done where nothing is to be paid; leave the code out.")));
        }
        Mono<Session> made = buyers.customer(account)
                .flatMap(customer -> stripe.ask(calls -> calls.checkout()
                        .sessions()
                        .create(
                                sessions.of(account, customer, opened, savesCard),
                                StripeCalls.once("checkout:" + opened.order().id()))));
        return purchases
                .closing(opened.order(), made)
                .flatMap(session -> asOrdered(opened.order(), session)
                        ? orders.sent(opened.order().id(), session.getId())
                                .flatMap(first -> first
                                        ? Mono.just(answer(opened, session))
                                        : pages.expire(session.getId()).then(Mono.error(underWay())))
                        : pages.expire(session.getId())
                                .then(orders.close(opened.order().id()))
                                .then(Mono.error(priceDiffers())));
    }

    /** A price that the environment names is Stripe's, and may be another one than the price book's. */
    private static boolean asOrdered(Order order, Session session) {
        boolean same = Objects.equals(session.getAmountTotal(), order.cents()) && "usd".equals(session.getCurrency());
        if (!same) {
            log.error(
                    "{} cannot be sold: the price book says {} US cents, its price at Stripe {} {}",
                    order.item(),
                    order.cents(),
                    session.getAmountTotal(),
                    session.getCurrency());
        }
        return same;
    }

    private static Problem priceDiffers() {
        return new Problem(
                HttpStatus.SERVICE_UNAVAILABLE,
                "price_differs",
                "This cannot be bought: its price at the payment service is not the one shown here. Nothing was charged; tell"
                        + " the operator of this gateway.");
    }

    private static Checkout answer(Purchases.Opened opened, Session session) {
        return new Checkout(
                opened.order().id(),
                session.getId(),
                session.getUrl(),
                Dollars.of(opened.order().cents()),
                opened.order().credits().toString());
    }
}

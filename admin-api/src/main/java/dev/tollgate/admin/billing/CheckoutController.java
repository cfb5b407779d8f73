package dev.tollgate.admin.billing;

import com.stripe.exception.InvalidRequestException;
import com.stripe.model.checkout.Session;
import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.admin.problem.ShownKeys;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.billing.BillingBooks;
import dev.tollgate.ledger.billing.Order;
import dev.tollgate.ledger.billing.Orders;
import dev.tollgate.ledger.billing.Subscription;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code POST /api/credits/checkout}, {@code /api/billing/checkout-session}: a page of Stripe's on which one pays. */
@RestController
class CheckoutController {

    private static final String[] FIELDS = {"package", "amount", "plan", "promoCode", "saveCard"};

    private final ShownKeys keys;
    private final StripeCalls stripe;
    private final Purchases purchases;
    private final CheckoutSessions sessions;
    private final Buyers buyers;
    private final Orders orders;
    private final BillingBooks books;

    CheckoutController(
            ShownKeys keys,
            StripeCalls stripe,
            Purchases purchases,
            CheckoutSessions sessions,
            Buyers buyers,
            Orders orders,
            BillingBooks books) {
        this.keys = keys;
        this.stripe = stripe;
        this.purchases = purchases;
        this.sessions = sessions;
        this.buyers = buyers;
        this.orders = orders;
        this.books = books;
    }

    /** @param url where the buyer goes to pay */
    record Checkout(UUID order, String session, String url, String usd, String credits) {}

    @PostMapping({"/api/credits/checkout", "/api/billing/checkout-session"})
    Mono<Checkout> checkout(ServerHttpRequest request) {
        return keys.unrestricted(request)
                .doOnNext(account -> stripe.requireReady())
                .flatMap(account -> Fields.from(request, FIELDS)
                        .flatMap(fields -> (fields.has("plan") ? withoutPlan(account) : Mono.just(true))
                                .thenReturn(savesCard(fields))
                                .flatMap(saves -> purchases
                                        .open(account, fields, CheckoutController::kind)
                                        .flatMap(opened -> send(account, opened, saves)))))
                .onErrorMap(StripeCalls::told);
    }

    private static Order.Kind kind(Offer offer) {
        return offer.plan().isPresent() ? Order.Kind.SUBSCRIPTION : Order.Kind.CHECKOUT;
    }

    /** Two subscriptions would both be paid for: neither is there one, nor a page on which one may still begin. */
    private Mono<Boolean> withoutPlan(Account account) {
        return books.subscriptions(account.id())
                .flatMap(all -> all.stream().anyMatch(Subscription::lives)
                        ? Mono.error(subscribed())
                        : orders.openSubscriptions(account.id()))
                .flatMapIterable(sessions -> sessions)
                .concatMap(this::end)
                .then(Mono.just(true));
    }

    /** A page that somebody has left open; one on which was paid just now is ended no more. */
    private Mono<Session> end(String session) {
        return stripe.ask(calls -> calls.checkout().sessions().expire(session))
                .onErrorResume(InvalidRequestException.class, refused -> stripe.ask(
                                calls -> calls.checkout().sessions().retrieve(session))
                        .filter(known -> !"complete".equals(known.getStatus()))
                        .switchIfEmpty(Mono.error(subscribed())));
    }

    private static Problem subscribed() {
        return new Problem(
                HttpStatus.CONFLICT,
                "already_subscribed",
                "This account has a subscription. Change or cancel it in the portal, POST /api/billing/portal-link.");
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
        return purchases.closing(opened.order(), made).flatMap(session -> orders.sent(
                        opened.order().id(), session.getId())
                .thenReturn(answer(opened, session)));
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

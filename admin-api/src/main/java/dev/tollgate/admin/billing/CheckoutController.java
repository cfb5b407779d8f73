package dev.tollgate.admin.billing;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.admin.problem.ShownKeys;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.billing.Order;
import dev.tollgate.ledger.billing.Orders;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** {@code POST /api/credits/checkout}, {@code /api/billing/checkout-session}: a page of Stripe's on which one pays. */
@RestController
class CheckoutController {

    /** How often others may be faster. */
    private static final int RACES = 3;

    private static final String[] FIELDS = {"package", "amount", "plan", "promoCode", "saveCard"};

    private final ShownKeys keys;
    private final StripeCalls stripe;
    private final Purchases purchases;
    private final CheckoutPages checkoutPages;
    private final Orders orders;
    private final OpenPages pages;

    CheckoutController(
            ShownKeys keys,
            StripeCalls stripe,
            Purchases purchases,
            CheckoutPages checkoutPages,
            Orders orders,
            OpenPages pages) {
        this.keys = keys;
        this.stripe = stripe;
        this.purchases = purchases;
        this.checkoutPages = checkoutPages;
        this.orders = orders;
        this.pages = pages;
    }

    /**
     * @param url where the buyer goes to pay
     * @param trialDays before which nothing is charged
     */
    record Checkout(
            UUID order,
            String session,
            String url,
            String usd,
            String credits,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer trialDays) {}

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
        return purchases.closing(opened.order(), page(account, opened, savesCard));
    }

    private Mono<Checkout> page(Account account, Purchases.Opened opened, boolean savesCard) {
        if (savesCard && opened.order().cents() == 0) {
            return Mono.error(
                    Problem.badField("saveCard", "cannot be done where nothing is to be paid; leave the code out."));
        }
        return checkoutPages.make(account, opened, savesCard).flatMap(page -> orders.sent(
                        opened.order().id(), page.session().getId())
                .flatMap(first -> first
                        ? Mono.just(answer(opened.order(), page))
                        : pages.expire(page.session().getId()).then(Mono.error(underWay()))));
    }

    private static Checkout answer(Order order, CheckoutPages.Page page) {
        return new Checkout(
                order.id(),
                page.session().getId(),
                page.session().getUrl(),
                Dollars.of(order.cents()),
                order.credits().toString(),
                page.offer()
                        .plan()
                        .map(Offer.Subscribed::trialDays)
                        .filter(days -> days > 0)
                        .orElse(null));
    }
}

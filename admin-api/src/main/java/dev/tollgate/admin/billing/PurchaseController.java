package dev.tollgate.admin.billing;

import com.stripe.model.PaymentIntent;
import com.stripe.param.PaymentIntentCreateParams;
import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.admin.problem.ShownKeys;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.billing.Order;
import dev.tollgate.ledger.billing.Orders;
import java.util.UUID;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code POST /api/credits/purchase}: a payment intent, for an app that has a page of its own to pay on. */
@RestController
class PurchaseController {

    private final ShownKeys keys;
    private final StripeCalls stripe;
    private final Purchases purchases;
    private final Buyers buyers;
    private final Orders orders;

    PurchaseController(ShownKeys keys, StripeCalls stripe, Purchases purchases, Buyers buyers, Orders orders) {
        this.keys = keys;
        this.stripe = stripe;
        this.purchases = purchases;
        this.buyers = buyers;
        this.orders = orders;
    }

    /** @param clientSecret for Stripe's own code in the browser */
    record Purchase(UUID order, String paymentIntent, String clientSecret, String usd, String credits) {}

    @PostMapping("/api/credits/purchase")
    Mono<Purchase> purchase(ServerHttpRequest request) {
        return keys.unrestricted(request)
                .doOnNext(account -> stripe.requireReady())
                .flatMap(account -> Fields.from(request, "package", "amount", "promoCode")
                        .flatMap(fields -> purchases.open(account, fields, offer -> Order.Kind.INTENT))
                        .flatMap(opened -> send(account, opened.order())))
                .onErrorMap(StripeCalls::told);
    }

    private Mono<Purchase> send(Account account, Order order) {
        return purchases.closing(order, intent(account, order));
    }

    private Mono<Purchase> intent(Account account, Order order) {
        if (order.cents() == 0) {
            return Mono.error(
                    Problem.badField("promoCode", "leaves nothing to pay; use /api/credits/checkout for that."));
        }
        Mono<PaymentIntent> made = buyers.customer(account)
                .flatMap(customer -> stripe.ask(calls -> calls.paymentIntents()
                        .create(
                                PaymentIntentCreateParams.builder()
                                        .setAmount(order.cents())
                                        .setCurrency("usd")
                                        .setCustomer(customer)
                                        .setDescription(order.item())
                                        .putMetadata(
                                                PaymentEvents.ORDER, order.id().toString())
                                        .setAutomaticPaymentMethods(
                                                PaymentIntentCreateParams.AutomaticPaymentMethods.builder()
                                                        .setEnabled(true)
                                                        .build())
                                        .build(),
                                StripeCalls.once("intent:" + order.id()))));
        return made.flatMap(intent -> orders.sent(order.id(), intent.getId())
                .thenReturn(new Purchase(
                        order.id(),
                        intent.getId(),
                        intent.getClientSecret(),
                        Dollars.of(order.cents()),
                        order.credits().toString())));
    }
}

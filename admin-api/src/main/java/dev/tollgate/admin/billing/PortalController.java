package dev.tollgate.admin.billing;

import com.stripe.param.billingportal.SessionCreateParams;
import dev.tollgate.admin.problem.ShownKeys;
import dev.tollgate.ledger.account.Account;
import java.util.Objects;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code GET} or {@code POST /api/billing/portal-link}: Stripe's page with the caller's own cards, invoices, subscription. */
@RestController
class PortalController {

    private final ShownKeys keys;
    private final StripeCalls stripe;
    private final Buyers buyers;
    private final StripeSettings settings;

    PortalController(ShownKeys keys, StripeCalls stripe, Buyers buyers, StripeSettings settings) {
        this.keys = keys;
        this.stripe = stripe;
        this.buyers = buyers;
        this.settings = settings;
    }

    /** @param url good for a short time */
    record Portal(String url) {}

    @RequestMapping(
            path = "/api/billing/portal-link",
            method = {RequestMethod.GET, RequestMethod.POST})
    Mono<Portal> portal(ServerHttpRequest request) {
        return keys.unrestricted(request)
                .doOnNext(account -> stripe.requireReady())
                .flatMap(this::portal)
                .onErrorMap(StripeCalls::told);
    }

    private Mono<Portal> portal(Account account) {
        return buyers.customer(account)
                .flatMap(customer -> stripe.ask(calls -> calls.billingPortal()
                        .sessions()
                        .create(SessionCreateParams.builder()
                                .setCustomer(customer)
                                .setReturnUrl(Objects.requireNonNull(settings.returnUrl())
                                        .toString())
                                .build())))
                .map(session -> new Portal(session.getUrl()));
    }
}

package dev.tollgate.admin.billing;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.admin.problem.ShownKeys;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.billing.TopUp;
import dev.tollgate.ledger.billing.TopUps;
import dev.tollgate.pricing.PriceBook;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code GET} and {@code PUT /api/billing/auto-topup}: what the caller's account buys by itself when it runs low. */
@RestController
class TopUpController {

    private final ShownKeys keys;
    private final StripeCalls stripe;
    private final SavedCards cards;
    private final TopUps topUps;
    private final Supplier<PriceBook> books;

    TopUpController(ShownKeys keys, StripeCalls stripe, SavedCards cards, TopUps topUps, Supplier<PriceBook> books) {
        this.keys = keys;
        this.stripe = stripe;
        this.cards = cards;
        this.topUps = topUps;
        this.books = books;
    }

    /**
     * @param below credits; null, as all that follows: nothing was ever set
     * @param amount US dollars, where no package is bought
     * @param mostPerDay US dollars in 24 hours
     * @param chargedLastDay US dollars in the last 24 hours, with what is still being charged
     * @param switchedOff if it was switched off by itself
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record View(
            boolean enabled,
            @Nullable String below,
            @JsonProperty("package") @Nullable String pack,
            @Nullable String amount,
            @Nullable String mostPerDay,
            String chargedLastDay,
            TopUp.@Nullable Stopped switchedOff) {

        static final View NONE = new View(false, null, null, null, null, Dollars.of(0), null);

        static View of(TopUp it) {
            TopUp.Setting set = it.setting();
            return new View(
                    set.enabled(),
                    set.below().toString(),
                    set.pack().isEmpty() ? null : set.pack(),
                    set.pack().isEmpty() ? Dollars.of(set.cents()) : null,
                    Dollars.of(set.mostCents()),
                    Dollars.of(it.chargedCents()),
                    it.stopped());
        }
    }

    @GetMapping("/api/billing/auto-topup")
    Mono<View> show(ServerHttpRequest request) {
        return keys.unrestricted(request)
                .doOnNext(account -> stripe.requireReady())
                .flatMap(this::shown);
    }

    @PutMapping("/api/billing/auto-topup")
    Mono<View> put(ServerHttpRequest request) {
        return keys.unrestricted(request)
                .doOnNext(account -> stripe.requireReady())
                .flatMap(account -> Fields.from(request, TopUpFields.KNOWN)
                        .flatMap(fields -> put(account, fields))
                        .then(Mono.defer(() -> shown(account))))
                .onErrorMap(StripeCalls::told);
    }

    private Mono<Void> put(Account account, Fields fields) {
        if (TopUpFields.onlyOff(fields)) {
            return topUps.off(account.id());
        }
        TopUp.Setting setting = TopUpFields.setting(fields, books.get());
        return (setting.enabled() ? withCard(account) : Mono.<Void>empty())
                .then(Mono.defer(() -> topUps.put(account.id(), setting)));
    }

    private Mono<Void> withCard(Account account) {
        return cards.of(account.id())
                .flatMap(
                        card -> card.isPresent()
                                ? Mono.empty()
                                : Mono.error(
                                        new Problem(
                                                HttpStatus.CONFLICT,
                                                "no_saved_card",
                                                "There is no card to charge. Buy once by POST /api/credits/checkout with \"saveCard\": true, or save a"
                                                        + " card in the portal, POST /api/billing/portal-link; then send the same again.")));
    }

    private Mono<View> shown(Account account) {
        return topUps.of(account.id()).map(View::of).defaultIfEmpty(View.NONE);
    }
}

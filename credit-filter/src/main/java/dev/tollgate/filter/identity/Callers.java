package dev.tollgate.filter.identity;

import dev.tollgate.filter.denial.Decision;
import dev.tollgate.filter.denial.Denial;
import dev.tollgate.ledger.account.ApiKeys;
import dev.tollgate.ledger.account.KeyHolder;
import dev.tollgate.ledger.ownkey.KeySeal;
import dev.tollgate.pricing.Plan.Limits;
import dev.tollgate.pricing.PriceBook;
import java.util.Objects;
import java.util.Optional;
import reactor.core.publisher.Mono;

/** Finds the caller behind a credential. Unknown, revoked and expired keys are answered alike. */
public final class Callers {

    private final ApiKeys keys;
    private final Optional<KeySeal> seal;

    /** @param seal opens the callers' own provider keys; empty: none is ever used */
    public Callers(ApiKeys keys, Optional<KeySeal> seal) {
        this.keys = keys;
        this.seal = seal;
    }

    public Mono<Decision<Caller>> identify(
            Optional<Credential> credential, ClientAddress address, PriceSnapshot prices) {
        if (credential.isEmpty()) {
            return Mono.just(Decision.deny(Denial.Unauthenticated.NO_KEY));
        }
        return keys.holderOf(credential.get().key())
                .map(holder -> holder.scope().allowsAddress(address.known())
                        ? Decision.pass(caller(holder, prices))
                        : Decision.<Caller>deny(Denial.Forbidden.ADDRESS))
                .defaultIfEmpty(Decision.deny(Denial.Unauthenticated.BAD_KEY));
    }

    /** An account whose plan has left the price book is held to the first plan until somebody gives it another. */
    private Caller caller(KeyHolder holder, PriceSnapshot prices) {
        PriceBook book = prices.book();
        return new Caller(
                holder.account(),
                holder.keyId(),
                holder.scope(),
                holder.restricted(),
                Limits.NONE,
                new OwnProviderKeys(holder.ownKeys(), holder.account().id(), seal),
                book.plan(holder.account().plan()).orElseGet(book::firstPlan),
                prices,
                Objects.requireNonNullElse(holder.lowBalance(), book.lowBalance()));
    }
}

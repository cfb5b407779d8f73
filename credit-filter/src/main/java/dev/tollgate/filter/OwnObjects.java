package dev.tollgate.filter;

import dev.tollgate.filter.denial.Decision;
import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.denial.DenialCode;
import dev.tollgate.filter.denial.UnknownObject;
import dev.tollgate.filter.dialect.Reference;
import dev.tollgate.ledger.database.LedgerUnavailable;
import dev.tollgate.ledger.usage.KeptObjects;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import reactor.core.publisher.Mono;

/**
 * Whether what a call names at its provider is its account's own, and within reach of its key. All accounts share the platform's
 * key there, so the provider would show everything to everybody; with a key of the caller's own it knows better.
 */
final class OwnObjects {

    private final KeptObjects kept;

    OwnObjects(KeptObjects kept) {
        this.kept = kept;
    }

    /** Asks the database for those calls alone that name something. */
    Mono<Decision<Ticket>> check(Ticket ticket) {
        if (ticket.providerKey().own()) {
            return Mono.just(Decision.pass(ticket));
        }
        Optional<String> fault = ticket.intent().referenceFault();
        if (fault.isPresent()) {
            return Mono.just(Decision.deny(new Denial.Invalid(DenialCode.INVALID_REQUEST, fault.get())));
        }
        return lookedUp(ticket, ticket.intent().references());
    }

    private Mono<Decision<Ticket>> lookedUp(Ticket ticket, List<Reference> named) {
        if (named.isEmpty()) {
            return Mono.just(Decision.pass(ticket));
        }
        Set<String> ids = named.stream().map(Reference::id).collect(Collectors.toUnmodifiableSet());
        return kept.madeBy(ticket.call().caller().reach(), ticket.provider().name(), ids)
                .map(made -> named.stream()
                        .filter(reference -> !made.contains(reference.id()))
                        .findFirst()
                        .map(reference -> Decision.<Ticket>deny(new UnknownObject(reference.field(), reference.id())))
                        .orElseGet(() -> Decision.pass(ticket)))
                .onErrorReturn(LedgerUnavailable.class, Decision.deny(Denial.Unavailable.LEDGER));
    }
}

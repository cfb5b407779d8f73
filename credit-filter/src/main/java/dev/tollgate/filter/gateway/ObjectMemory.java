package dev.tollgate.filter.gateway;

import dev.tollgate.filter.Ticket;
import dev.tollgate.ledger.usage.KeptObjects;
import dev.tollgate.ledger.usage.KeptObjects.Maker;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Writes down whose is what providers keep. That is never worth an answer: where the database is away its client gets it, paid,
 * and cannot name what was made later.
 */
final class ObjectMemory {

    private static final Logger log = LoggerFactory.getLogger(ObjectMemory.class);

    /** How long the end of an answer waits for it; it is written all the same when the database takes longer. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final KeptObjects kept;

    ObjectMemory(KeptObjects kept) {
        this.kept = kept;
    }

    /** On disk when the result comes, which never fails. With the caller's own key the provider itself knows whose it is. */
    Mono<Void> remember(Ticket ticket, Set<String> ids) {
        return ids.isEmpty() || ticket.providerKey().own() ? Mono.empty() : keep(ticket, ids);
    }

    /** The same of a response that the provider works on, which is asked for here whoever's key it was made with. */
    Mono<Void> rememberAnyhow(Ticket ticket, String id) {
        return keep(ticket, Set.of(id));
    }

    private Mono<Void> keep(Ticket ticket, Set<String> ids) {
        Maker maker = new Maker(
                ticket.call().caller().account().id(),
                ticket.call().id(),
                ticket.provider().name(),
                ticket.providerKey().own());
        return kept.keep(ids, maker).timeout(PATIENCE).onErrorResume(away -> {
            log.warn(
                    "Whose is what request {} has made could not be written down in time: {}",
                    ticket.call().id(),
                    away.toString());
            return Mono.empty();
        });
    }

    /** The provider that keeps an account's object; empty if the account has none of this id. */
    Mono<String> provider(String id, long account) {
        return kept.provider(id, account);
    }
}

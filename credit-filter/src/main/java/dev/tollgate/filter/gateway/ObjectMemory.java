package dev.tollgate.filter.gateway;

import dev.tollgate.filter.Ticket;
import dev.tollgate.ledger.database.Outage;
import dev.tollgate.ledger.usage.KeptObjects;
import dev.tollgate.ledger.usage.KeptObjects.Maker;
import dev.tollgate.ledger.usage.KeptObjects.Reach;
import java.time.Duration;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Writes down whose is what providers keep. That is never worth an answer: where the database is away its client gets it, paid,
 * and what was made is written down beside for a while. If that does not help, it cannot be named later.
 */
final class ObjectMemory {

    private static final Logger log = LoggerFactory.getLogger(ObjectMemory.class);

    /** How long the end of an answer waits for it; it is written all the same when the database takes longer. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final Duration TRIED = Duration.ofMinutes(2);

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
        return remember(
                new Maker(
                        ticket.call().caller().account().id(),
                        ticket.call().caller().keyId(),
                        ticket.call().id(),
                        ticket.provider().name(),
                        ticket.providerKey().own()),
                ids);
    }

    /** The same of what is told when a response is asked for again. */
    Mono<Void> remember(Maker maker, Set<String> ids) {
        Mono<Void> tried = Outage.waitedOut(kept.keep(ids, maker))
                .timeout(TRIED)
                .onErrorResume(failure -> {
                    log.warn(
                            "Whose is what request {} has made could not be written down: {}",
                            maker.request(),
                            failure.toString());
                    return Mono.empty();
                });
        return Mono.defer(() -> Mono.fromFuture(tried.toFuture(), true)).timeout(PATIENCE, Mono.empty());
    }

    /** Who has made an object; empty if there is none of this id within reach. */
    Mono<Maker> maker(String id, Reach reach) {
        return kept.maker(id, reach);
    }
}

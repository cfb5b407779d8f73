package dev.tollgate.ledger.approval;

import dev.tollgate.ledger.audit.AuditNote;
import dev.tollgate.pricing.Credits;
import io.r2dbc.spi.Connection;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * Something that an administrator gives.
 *
 * @param draft the same, to be kept
 * @param move gives it, in the transaction of the connection
 * @param given how much that was; zero if nothing was given now
 * @param note what to write about it into the audit log; empty: it changed nothing
 */
public record Gift<A>(
        Draft draft,
        Function<Connection, Mono<A>> move,
        Function<A, Credits> given,
        Function<A, Optional<AuditNote>> note) {}

package dev.tollgate.ledger;

import dev.tollgate.ledger.audit.AuditLog;
import dev.tollgate.ledger.audit.AuditNote;
import io.r2dbc.spi.Connection;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/**
 * The ledger for administrators: each move is written into the audit log by its own commit. When the database does not
 * answer, the move fails at once and may have happened; it is made again by its reference.
 */
public final class AuditedLedger {

    private final AuditLog log;
    private final MoneyFunctions functions;

    AuditedLedger(AuditLog log, MoneyFunctions functions) {
        this.log = log;
        this.functions = functions;
    }

    /**
     * Makes a move.
     *
     * @param note what to write about its result; empty: it changed nothing
     */
    public <A> Mono<A> move(Function<Ledger, Mono<A>> move, Function<A, Optional<AuditNote>> note) {
        return log.with(connection -> move.apply(new DirectLedger(connection, functions)), note);
    }

    /** The ledger as part of a transaction whose row of the audit log somebody else writes. */
    public Ledger within(Connection connection) {
        return new DirectLedger(connection, functions);
    }
}

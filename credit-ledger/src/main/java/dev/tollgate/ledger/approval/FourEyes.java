package dev.tollgate.ledger.approval;

import dev.tollgate.ledger.audit.AuditLog;
import dev.tollgate.ledger.audit.AuditNote;
import dev.tollgate.ledger.database.Connections;
import dev.tollgate.pricing.Credits;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Result;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Lets an administrator give so much in a day alone, and keeps what is beyond that for another one. A move is made first and
 * counted then, in one transaction: so what cannot be done is told at once, what was done before is not counted again, and
 * what a refund comes to is known. What is too much goes back to where it began, and is kept by the same commit.
 */
public final class FourEyes {

    private final Connections connections;
    private final AuditLog audit;
    private final Credits mostOfAccount;

    /** @param mostOfAccount what an account may have */
    public FourEyes(Connections connections, AuditLog audit, Credits mostOfAccount) {
        this.connections = connections;
        this.audit = audit;
        this.mostOfAccount = mostOfAccount;
    }

    /**
     * Gives it, or keeps it; empty if the move is. What was kept before is answered again, whatever is left of the day.
     *
     * @param alone what the giver may give in a day (UTC) without another one
     * @param proposed what to write into the audit log about what is kept
     */
    public <A> Mono<Given<A>> give(Gift<A> gift, Giver giver, Credits alone, Function<Proposal, AuditNote> proposed) {
        return audit.with(
                connection ->
                        kept(connection, gift).switchIfEmpty(Mono.defer(() -> moved(connection, gift, giver, alone))),
                given -> given.moved()
                        .flatMap(gift.note())
                        .or(() -> given.kept().filter(any -> given.now()).map(proposed)));
    }

    /** Counts what is given in a transaction of its own, before it is given; answers whether it may be. */
    public Mono<Boolean> count(Giver giver, Credits amount, Credits alone) {
        return audit.with(connection -> Proposals.count(connection, giver, amount, alone), counted -> Optional.empty());
    }

    /** Empty as well for what was approved: the move itself knows that it was made. */
    private static <A> Mono<Given<A>> kept(Connection connection, Gift<A> gift) {
        return Proposals.find(connection, gift.draft())
                .filter(found -> found.proposal().state() != Proposal.State.APPROVED)
                .map(found -> found.same() ? Given.keptBefore(found.proposal()) : Given.keyTaken());
    }

    private static <A> Mono<Given<A>> moved(Connection connection, Gift<A> gift, Giver giver, Credits alone) {
        return done(connection, "SAVEPOINT alone")
                .then(gift.move().apply(connection))
                .flatMap(answer -> {
                    Credits given = gift.given().apply(answer);
                    return Proposals.count(connection, giver, given, alone)
                            .flatMap(counted -> counted
                                    ? Mono.just(Given.moved(answer))
                                    : done(connection, "ROLLBACK TO SAVEPOINT alone")
                                            .then(proposed(connection, gift, given, giver)));
                });
    }

    private static <A> Mono<Given<A>> proposed(Connection connection, Gift<A> gift, Credits amount, Giver giver) {
        return Proposals.add(connection, gift.draft(), amount, giver)
                .map(Given::<A>keptNow)
                // Somebody was faster with the same key.
                .switchIfEmpty(Mono.defer(() -> kept(connection, gift)))
                .defaultIfEmpty(Given.keyTaken());
    }

    /** The newest first. */
    public Mono<List<Proposal>> page(long before, Optional<Proposal.State> state, int limit) {
        return connections.read(connection -> Proposals.page(connection, before, state, limit));
    }

    /** Does what was proposed, once, in one commit with the mark that it was. */
    public Mono<Decision> approve(long id, Giver by, String reason, Function<Proposal, AuditNote> note) {
        return audit.with(
                connection -> Proposals.approve(connection, id, by, reason, mostOfAccount),
                decision -> decision.proposal().filter(any -> decision.made()).map(note));
    }

    /** Ends a proposal without effect. */
    public Mono<Decision> reject(long id, Giver by, String reason, Function<Proposal, AuditNote> note) {
        return audit.with(
                connection -> Proposals.reject(connection, id, by, reason),
                decision -> decision.proposal().filter(any -> decision.made()).map(note));
    }

    private static Mono<Void> done(Connection connection, String statement) {
        return Flux.from(connection.createStatement(statement).execute())
                .concatMap(Result::getRowsUpdated)
                .then();
    }
}

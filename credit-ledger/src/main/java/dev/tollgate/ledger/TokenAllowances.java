package dev.tollgate.ledger;

import static dev.tollgate.ledger.MoneyFunctions.array;
import static dev.tollgate.ledger.MoneyFunctions.rows;
import static dev.tollgate.ledger.MoneyFunctions.text;

import dev.tollgate.ledger.database.Connections;
import dev.tollgate.ledger.database.Outage;
import io.r2dbc.spi.Connection;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The monthly allowances of tokens that plans have. The most that a call can use is set aside before its credits are put on
 * hold; what it used, by its usage record, is counted once it has been settled. What a node that dies leaves behind is
 * counted by the sweeper.
 */
public final class TokenAllowances {

    private static final int MAX_WAITING = 10_000;

    private final GroupCommit<Request, Answer> requests;
    private final GroupCommit<Ended, Boolean> ends;

    TokenAllowances(Connections connections) {
        this.requests = new GroupCommit<>(
                MAX_WAITING, false, GroupCommit.Timing.NONE, sent(connections, TokenAllowances::allow));
        this.ends = new GroupCommit<>(
                MAX_WAITING, false, GroupCommit.Timing.NONE, sent(connections, TokenAllowances::settle));
    }

    /**
     * Tokens that a call asks for.
     *
     * @param id the call's
     * @param tokens the most that it can use
     * @param limit what its plan allows in a month
     */
    public record Request(UUID id, long account, long tokens, long limit) {}

    /** What was decided. */
    public enum Status {
        ALLOWED,
        /** The month has enough left, but calls that still run may use it. */
        ON_HOLD,
        USED_UP,
        NO_ACCOUNT
    }

    /**
     * @param used tokens that were used in the account's month
     * @param reserved set aside for calls that still run
     * @param renewsAt when the account's next month begins; absent only if there is no account
     */
    public record Answer(Status status, long used, long reserved, @Nullable Instant renewsAt) {}

    private record Ended(UUID id, long account) {}

    /** Sets a call's tokens aside, if its account's month has them. The same call again is answered as before. */
    public Mono<Answer> allow(Request request) {
        return requests.call(request);
    }

    /** Counts what a call has used in the place of what was set aside: nothing if it was never let through. */
    public Mono<Void> settle(UUID call, long account) {
        return ends.call(new Ended(call, account)).then();
    }

    private static <Q, A> Function<List<Q>, Mono<List<A>>> sent(
            Connections connections, BiFunction<Connection, List<Q>, Mono<List<A>>> function) {
        return batch -> Outage.toldUnlessTooLong(connections.money(connection -> function.apply(connection, batch)));
    }

    private static Mono<List<Answer>> allow(Connection connection, List<Request> batch) {
        return rows(
                connection
                        .createStatement("SELECT status, used, on_hold, renews_at FROM tg_allow_tokens($1, $2, $3, $4)"
                                + " ORDER BY ord")
                        .bind(0, array(batch, UUID[]::new, Request::id))
                        .bind(1, array(batch, Long[]::new, Request::account))
                        .bind(2, array(batch, Long[]::new, Request::tokens))
                        .bind(3, array(batch, Long[]::new, Request::limit)),
                row -> new Answer(
                        Status.valueOf(text(row, "status")),
                        Objects.requireNonNull(row.get("used", Long.class)),
                        Objects.requireNonNull(row.get("on_hold", Long.class)),
                        row.get("renews_at", Instant.class)));
    }

    private static Mono<List<Boolean>> settle(Connection connection, List<Ended> batch) {
        return rows(
                        connection
                                .createStatement("SELECT tg_settle_tokens($1, $2)")
                                .bind(0, array(batch, UUID[]::new, Ended::id))
                                .bind(1, array(batch, Long[]::new, Ended::account)),
                        row -> true)
                .map(done -> batch.stream().map(ended -> true).toList());
    }

    boolean idle() {
        return requests.idle() && ends.idle();
    }
}

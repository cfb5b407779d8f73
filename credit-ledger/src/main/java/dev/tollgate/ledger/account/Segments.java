package dev.tollgate.ledger.account;

import dev.tollgate.ledger.audit.AuditLog;
import dev.tollgate.ledger.audit.AuditNote;
import dev.tollgate.ledger.database.Connections;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Result;
import java.util.Optional;
import java.util.regex.Pattern;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The names of accounts that belong together, which administrators give for analytics and searches. */
public final class Segments {

    /** Small letters, digits, {@code _} and {@code -}, at most 40; empty: none. */
    public static final Pattern FORM = Pattern.compile("([a-z0-9][a-z0-9_-]{0,39})?");

    private static final String SET =
            "UPDATE account SET segment = $2 WHERE public_id = $1 AND deleted_at IS NULL AND segment <> $2";

    private static final String KNOWN = "SELECT 1 AS known FROM account WHERE public_id = $1 AND deleted_at IS NULL";

    private final AuditLog audit;

    public Segments(Connections connections) {
        this.audit = new AuditLog(connections);
    }

    /**
     * Puts an account into a segment, instead of its one before. The audit log is told of a change.
     *
     * @return whether there is such an account
     */
    public Mono<Boolean> set(String publicId, String segment, AuditNote note) {
        return audit.with(
                        connection -> change(connection, publicId, segment)
                                .flatMap(changed -> changed
                                        ? Mono.just(Change.MADE)
                                        : isKnown(connection, publicId)
                                                .map(known -> known ? Change.NONE : Change.NO_ACCOUNT)),
                        change -> Optional.of(note).filter(any -> change == Change.MADE))
                .map(change -> change != Change.NO_ACCOUNT);
    }

    private enum Change {
        MADE,
        NONE,
        NO_ACCOUNT
    }

    private static Mono<Boolean> change(Connection connection, String publicId, String segment) {
        return Flux.from(connection
                        .createStatement(SET)
                        .bind(0, publicId)
                        .bind(1, segment)
                        .execute())
                .concatMap(Result::getRowsUpdated)
                .reduce(0L, Long::sum)
                .map(rows -> rows > 0);
    }

    private static Mono<Boolean> isKnown(Connection connection, String publicId) {
        return Flux.from(connection.createStatement(KNOWN).bind(0, publicId).execute())
                .concatMap(result -> result.map(row -> true))
                .hasElements();
    }
}

package dev.tollgate.ledger.account;

import dev.tollgate.ledger.audit.AuditLog;
import dev.tollgate.ledger.audit.AuditNote;
import dev.tollgate.ledger.database.Connections;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Result;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The names of accounts that belong together, which administrators give for analytics and searches. */
public final class Segments {

    /** Small letters, digits, {@code _} and {@code -}, at most 40; empty: none. */
    public static final Pattern FORM = Pattern.compile("([a-z0-9][a-z0-9_-]{0,39})?");

    private static final String BEFORE =
            "SELECT segment FROM account WHERE public_id = $1 AND deleted_at IS NULL FOR UPDATE";

    private static final String SET = "UPDATE account SET segment = $2 WHERE public_id = $1";

    private final AuditLog audit;

    public Segments(Connections connections) {
        this.audit = new AuditLog(connections);
    }

    /**
     * Puts an account into a segment, instead of its one before.
     *
     * @param note what the audit log is told of a change, given the segment before
     * @return whether there is such an account
     */
    public Mono<Boolean> set(String publicId, String segment, Function<String, AuditNote> note) {
        return audit.with(
                        connection -> before(connection, publicId)
                                .flatMap(before -> before.filter(old -> !old.equals(segment))
                                        .map(old -> set(connection, publicId, segment))
                                        .orElse(Mono.empty())
                                        .thenReturn(before)),
                        before -> before.filter(old -> !old.equals(segment)).map(note))
                .map(Optional::isPresent);
    }

    private static Mono<Optional<String>> before(Connection connection, String publicId) {
        return Flux.from(connection.createStatement(BEFORE).bind(0, publicId).execute())
                .concatMap(result -> result.map(row -> Objects.requireNonNull(row.get("segment", String.class))))
                .collectList()
                .map(found -> found.stream().findFirst());
    }

    private static Mono<Void> set(Connection connection, String publicId, String segment) {
        return Flux.from(connection
                        .createStatement(SET)
                        .bind(0, publicId)
                        .bind(1, segment)
                        .execute())
                .concatMap(Result::getRowsUpdated)
                .then();
    }
}

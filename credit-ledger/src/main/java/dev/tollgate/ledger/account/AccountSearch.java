package dev.tollgate.ledger.account;

import dev.tollgate.ledger.database.Connections;
import dev.tollgate.pricing.Credits;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Accounts as administrators look for them. */
public final class AccountSearch {

    /** An address begins with a text if it stands between it and the same text before the last of all characters. */
    private static final String BEGINS = "lower(a.email) ~>=~ $2 AND lower(a.email) ~<~ ($2 || chr(1114111))";

    private static final String ANY = "$2 = ''";

    /** Plans are the same for all values, so a condition that not everybody has must not stand behind an OR to use an index. */
    private static final String IN_SEGMENT = "a.segment = $6 AND a.segment <> ''";

    private static final String IN_ANY = "$6 = ''";

    private static final String PAGE =
            """
            SELECT a.id, a.public_id, a.email, a.plan, a.segment, a.created_at, w.frozen, w.posted, w.held, w.debt
              FROM account a JOIN wallet w ON w.id = a.id
             WHERE a.id < $1 AND %s AND %s
               AND ($3 = '' OR a.plan = $3) AND ($4 = '' OR w.frozen = ($4 = 'true')) AND ($5 = '' OR (w.debt > 0) = ($5 = 'true'))
             ORDER BY a.id DESC LIMIT $7
            """;

    private static final String KEYS =
            """
            SELECT prefix, last4, name, created_at, expires_at, revoked_at FROM api_key WHERE account_id = $1 ORDER BY id
            """;

    private final Connections connections;

    public AccountSearch(Connections connections) {
        this.connections = connections;
    }

    /**
     * What to look for; what is empty does not matter.
     *
     * @param email the beginning of the address, whatever its case
     */
    public record Filter(
            String email, String plan, String segment, @Nullable Boolean frozen, @Nullable Boolean inDebt) {}

    /**
     * An account with its money.
     *
     * @param segment empty: none
     * @param credits what it has, held ones included
     */
    public record Found(
            Account account,
            String segment,
            Instant createdAt,
            boolean frozen,
            Credits credits,
            Credits onHold,
            Credits debt) {}

    /** A key of an account, without what would open anything. */
    public record KeyLine(
            String prefix,
            String last4,
            String name,
            Instant createdAt,
            @Nullable Instant expiresAt,
            @Nullable Instant revokedAt) {}

    /**
     * The newest accounts, newest first.
     *
     * @param before only accounts with a lower number than this
     * @param limit how many at most
     */
    public Mono<List<Found>> page(Filter filter, long before, int limit) {
        return connections.read(connection -> rows(
                connection
                        .createStatement(PAGE.formatted(
                                filter.email().isEmpty() ? ANY : BEGINS,
                                filter.segment().isEmpty() ? IN_ANY : IN_SEGMENT))
                        .bind(0, before)
                        .bind(1, filter.email().toLowerCase(Locale.ROOT))
                        .bind(2, filter.plan())
                        .bind(3, filter.frozen() == null ? "" : filter.frozen().toString())
                        .bind(4, filter.inDebt() == null ? "" : filter.inDebt().toString())
                        .bind(5, filter.segment())
                        .bind(6, limit),
                AccountSearch::found));
    }

    /** The keys of an account, oldest first. */
    public Mono<List<KeyLine>> keys(long account) {
        return connections.read(
                connection -> rows(connection.createStatement(KEYS).bind(0, account), AccountSearch::key));
    }

    private static <A> Mono<List<A>> rows(Statement statement, Function<Readable, A> read) {
        return Flux.from(statement.execute())
                .concatMap(result -> result.map(read::apply))
                .collectList();
    }

    private static Found found(Readable row) {
        return new Found(
                Accounts.account(row),
                Objects.requireNonNull(row.get("segment", String.class)),
                Objects.requireNonNull(row.get("created_at", Instant.class)),
                Objects.requireNonNull(row.get("frozen", Boolean.class)),
                credits(row, "posted"),
                credits(row, "held"),
                credits(row, "debt"));
    }

    private static KeyLine key(Readable row) {
        return new KeyLine(
                Objects.requireNonNull(row.get("prefix", String.class)),
                Objects.requireNonNull(row.get("last4", String.class)),
                Objects.requireNonNull(row.get("name", String.class)),
                Objects.requireNonNull(row.get("created_at", Instant.class)),
                row.get("expires_at", Instant.class),
                row.get("revoked_at", Instant.class));
    }

    private static Credits credits(Readable row, String column) {
        return Credits.ofNanos(Objects.requireNonNull(row.get(column, Long.class)));
    }
}

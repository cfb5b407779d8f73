package dev.tollgate.ledger.key;

import dev.tollgate.ledger.audit.AuditLog;
import dev.tollgate.ledger.audit.AuditNote;
import dev.tollgate.ledger.database.Connections;
import dev.tollgate.pricing.Credits;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Statement;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The keys of accounts: made, listed, changed, rotated and revoked. All nodes hear of each change with its commit. An account's
 * keys are found by that account only.
 */
public final class AccountKeys {

    /** Live keys of an account. */
    public static final int MOST_KEYS = 100;

    private static final String CREATE =
            "SELECT tg_key_create($1, $2, $3, $4, $5, $6, $7::text::timestamptz, $8, $9, $10, $11, $12) AS answer";

    private static final String CHANGE =
            "SELECT tg_key_change($1, $2, $3, $4::text::timestamptz, $5, $6, $7, $8, $9)::text AS answer";

    private static final String ROTATE = "SELECT tg_key_rotate($1, $2, $3, $4, $5, $6::interval) AS answer";

    private static final String REVOKE = "SELECT tg_key_revoke($1, $2)::text AS answer";

    /** What is used of a budget whose period is over is nothing, though nobody has written that down yet. */
    private static final String DETAILS =
            """
            SELECT k.id, k.public_id, k.name, k.prefix, k.last4, k.created_at, k.expires_at, k.last_used_at, k.models,
                   k.services, k.addresses, ARRAY(
                   SELECT concat_ws(' ', b.period, b.most, CASE WHEN b.until <= now() THEN 0 ELSE b.used END, b.held,
                          tg_micros(CASE WHEN b.until <= now() THEN tg_period_ends(b.period, w.daily_zone, now()) ELSE b.until END))
                     FROM budget b WHERE b.wallet_id = k.account_id AND b.key_id = k.id AND b.run = '' ORDER BY b.period) AS budgets,
                   ARRAY(SELECT o.last4 || ' ' || tg_micros(o.expires_at) / 1000 FROM old_secret o
                          WHERE o.key_id = k.id AND o.expires_at > now() ORDER BY o.expires_at) AS old
              FROM api_key k JOIN wallet w ON w.id = k.account_id
             WHERE k.account_id = $1 AND k.revoked_at IS NULL
            """;

    private final Connections connections;
    private final AuditLog audit;

    public AccountKeys(Connections connections) {
        this.connections = connections;
        this.audit = new AuditLog(connections);
    }

    /** A new key. Fails with {@link TooManyKeys} if the account has {@link #MOST_KEYS} that live. */
    public Mono<NewSecret> create(long account, KeyTerms terms) {
        String key = KeyFormat.newKey();
        return ask(CREATE, call -> {
                    Statement asked = secret(call.bind(0, account), 1, key)
                            .bind(4, MOST_KEYS)
                            .bind(5, Objects.requireNonNull(terms.name(), "a new key has a name"));
                    return bindTerms(asked, 6, terms);
                })
                .map(id -> new NewSecret(id, key))
                .switchIfEmpty(Mono.error(() -> new TooManyKeys(
                        "This account has " + MOST_KEYS + " keys already. Revoke one that is not needed any more.")));
    }

    /** Changes what is given. False: the account has no such key. */
    public Mono<Boolean> change(long account, String id, KeyTerms terms) {
        return ask(CHANGE, call -> {
                    Statement asked = call.bind(0, account).bind(1, id);
                    asked = terms.name() == null ? asked.bindNull(2, String.class) : asked.bind(2, terms.name());
                    return bindTerms(asked, 3, terms);
                })
                .map(Boolean::valueOf);
    }

    /**
     * A new secret for a key; the one that it has lives on for a while. Empty: the account has no such key. Fails with
     * {@link TooManyKeys} if too many old ones live.
     */
    public Mono<NewSecret> rotate(long account, String id, Duration overlap) {
        String key = KeyFormat.newKey();
        return ask(ROTATE, call -> secret(call.bind(0, account).bind(1, id), 2, key)
                        .bind(5, overlap.toMillis() + " milliseconds"))
                .flatMap(answer -> switch (answer) {
                    case "ROTATED" -> Mono.just(new NewSecret(id, key));
                    case "TOO_MANY" -> Mono.error(
                            new TooManyKeys("Ten old secrets of this key are still taken. Wait until"
                                    + " one of them ends, or rotate without an overlap."));
                    default -> Mono.empty();
                });
    }

    /** Ends a key and all its secrets. False: the account has no such key. */
    public Mono<Boolean> revoke(long account, String id) {
        return ask(REVOKE, call -> call.bind(0, account).bind(1, id)).map(Boolean::valueOf);
    }

    /** The same for somebody else than the account: written into the audit log by its own commit. */
    public Mono<Boolean> revoke(long account, String id, AuditNote note) {
        return audit.with(
                connection -> Flux.from(connection
                                .createStatement(REVOKE)
                                .bind(0, account)
                                .bind(1, id)
                                .execute())
                        .concatMap(result -> result.map(row -> Boolean.valueOf(row.get("answer", String.class))))
                        .single(),
                revoked -> revoked ? Optional.of(note) : Optional.empty());
    }

    /** The account's key with this id. */
    public Mono<KeyDetails> find(long account, String id) {
        return rows(account, DETAILS + " AND k.public_id = $2", call -> call.bind(0, account)
                        .bind(1, id))
                .flatMap(found -> Mono.justOrEmpty(found.stream().findFirst()));
    }

    /** The account's key with this number of the ledger's; empty if it is revoked. */
    public Mono<KeyDetails> find(long account, long number) {
        return rows(account, DETAILS + " AND k.id = $2", call -> call.bind(0, account)
                        .bind(1, number))
                .flatMap(found -> Mono.justOrEmpty(found.stream().findFirst()));
    }

    /** The account's keys, the newest first, from before the one with a number on. */
    public Mono<List<KeyDetails>> list(long account, long before, int most) {
        return rows(account, DETAILS + " AND k.id < $2 ORDER BY k.id DESC LIMIT $3", call -> call.bind(0, account)
                .bind(1, before)
                .bind(2, most));
    }

    private Mono<List<KeyDetails>> rows(long account, String query, Function<Statement, Statement> bound) {
        return connections.readAs(account, connection -> Flux.from(
                        bound.apply(connection.createStatement(query)).execute())
                .concatMap(result -> result.map(AccountKeys::details))
                .collectList());
    }

    /** The one text that a function answers. */
    private Mono<String> ask(String query, Function<Statement, Statement> bound) {
        return connections
                .read(connection -> Flux.from(
                                bound.apply(connection.createStatement(query)).execute())
                        .concatMap(result -> result.map(row -> Optional.ofNullable(row.get("answer", String.class))))
                        .single())
                .flatMap(Mono::justOrEmpty);
    }

    private static Statement secret(Statement call, int at, String key) {
        return call.bind(at, ByteBuffer.wrap(KeyFormat.hash(key)))
                .bind(at + 1, key.substring(0, KeyFormat.SHOWN))
                .bind(at + 2, key.substring(key.length() - 4));
    }

    private static Statement bindTerms(Statement call, int at, KeyTerms terms) {
        Optional<Instant> expires = terms.expires();
        bind(call, at, expires == null ? null : expires.map(Instant::toString).orElse("infinity"), String.class);
        bind(call, at + 1, array(terms.models()), String[].class);
        bind(call, at + 2, array(terms.services()), String[].class);
        bind(call, at + 3, array(terms.addresses()), String[].class);
        Map<Budget.Period, Credits> budgets = terms.budgets();
        List<Budget.Period> periods = budgets == null ? List.of() : List.copyOf(budgets.keySet());
        bind(
                call,
                at + 4,
                budgets == null
                        ? null
                        : periods.stream().map(Budget.Period::label).toArray(String[]::new),
                String[].class);
        return bind(
                call,
                at + 5,
                budgets == null
                        ? null
                        : periods.stream()
                                .map(period -> Objects.requireNonNull(budgets.get(period))
                                        .nanos())
                                .toArray(Long[]::new),
                Long[].class);
    }

    private static String @Nullable [] array(@Nullable List<String> texts) {
        return texts == null ? null : texts.toArray(String[]::new);
    }

    private static Statement bind(Statement call, int at, @Nullable Object value, Class<?> type) {
        return value == null ? call.bindNull(at, type) : call.bind(at, value);
    }

    private static KeyDetails details(Readable row) {
        return new KeyDetails(
                Objects.requireNonNull(row.get("id", Long.class)),
                text(row, "public_id"),
                text(row, "name"),
                text(row, "prefix"),
                text(row, "last4"),
                Objects.requireNonNull(row.get("created_at", Instant.class)),
                row.get("expires_at", Instant.class),
                row.get("last_used_at", Instant.class),
                KeyScope.of(
                        row.get("models", String[].class),
                        row.get("services", String[].class),
                        row.get("addresses", String[].class)),
                texts(row, "budgets").map(Budget::parse).toList(),
                texts(row, "old").map(AccountKeys::old).toList());
    }

    private static KeyDetails.OldSecret old(String text) {
        int blank = text.indexOf(' ');
        return new KeyDetails.OldSecret(
                text.substring(0, blank), Instant.ofEpochMilli(Long.parseLong(text.substring(blank + 1))));
    }

    private static Stream<String> texts(Readable row, String column) {
        return Stream.of(Objects.requireNonNull(row.get(column, String[].class)));
    }

    private static String text(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, String.class));
    }
}

package dev.tollgate.ledger.account;

import dev.tollgate.ledger.database.Connections;
import io.r2dbc.spi.Readable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The API keys: issued, and looked up in memory or else in the database. */
public final class ApiKeys {

    private static final String FIND =
            """
            SELECT k.id AS key_id, floor(extract(epoch FROM k.expires_at - now()))::bigint AS seconds_left,
                   a.id, a.public_id, a.email, a.plan
              FROM api_key k JOIN account a ON a.id = k.account_id
             WHERE k.hash = $1 AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())
            """;

    private final Connections connections;
    private final KeyCache cache = new KeyCache();

    public ApiKeys(Connections connections) {
        this.connections = connections;
    }

    /** Hears of changes that any node makes, until it is disposed of. Without it, changes are noticed five seconds late. */
    public Disposable listen() {
        return cache.listen(connections);
    }

    /** A new key for the account. */
    public Mono<IssuedKey> issue(Account account, String name) {
        String key = KeyFormat.newKey();
        String prefix = key.substring(0, KeyFormat.SHOWN);
        return connections.read(connection -> Flux.from(connection
                        .createStatement("INSERT INTO api_key (account_id, name, hash, prefix, last4)"
                                + " VALUES ($1, $2, $3, $4, $5) RETURNING id")
                        .bind(0, account.id())
                        .bind(1, name)
                        .bind(2, ByteBuffer.wrap(KeyFormat.hash(key)))
                        .bind(3, prefix)
                        .bind(4, key.substring(key.length() - 4))
                        .execute())
                .concatMap(result -> result.map(
                        row -> new IssuedKey(Objects.requireNonNull(row.get("id", Long.class)), key, prefix)))
                .single());
    }

    /**
     * Whom the key speaks for; empty for one that is malformed, unknown, revoked or expired. A change is heard at once,
     * and at the latest after five seconds.
     */
    public Mono<KeyHolder> holderOf(String key) {
        return KeyFormat.isWellFormed(key) ? cache.holderOf(KeyFormat.hash(key), this::load) : Mono.empty();
    }

    private Mono<KeyCache.Known> load(ByteBuffer hash) {
        return connections.read(connection -> Flux.from(connection
                        .createStatement(FIND)
                        .bind(0, hash.duplicate())
                        .execute())
                .concatMap(result -> result.map(ApiKeys::known))
                .next()
                .defaultIfEmpty(KeyCache.Known.NOBODY));
    }

    private static KeyCache.Known known(Readable row) {
        KeyHolder holder = new KeyHolder(Objects.requireNonNull(row.get("key_id", Long.class)), Accounts.account(row));
        Long secondsLeft = row.get("seconds_left", Long.class);
        return new KeyCache.Known(
                Optional.of(holder),
                secondsLeft == null ? ChronoUnit.FOREVER.getDuration() : Duration.ofSeconds(secondsLeft));
    }
}

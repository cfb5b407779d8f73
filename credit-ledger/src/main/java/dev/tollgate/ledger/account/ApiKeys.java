package dev.tollgate.ledger.account;

import com.github.benmanes.caffeine.cache.AsyncLoadingCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tollgate.ledger.database.Connections;
import io.r2dbc.spi.Readable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * The API keys. A look-up is answered from memory; what is there is asked for again every second while it is in use, and
 * dropped after five, so that a revoked key opens nothing for longer than that on any node.
 */
public final class ApiKeys {

    private static final String FIND =
            """
            SELECT k.id AS key_id, a.id, a.public_id, a.email, a.plan
              FROM api_key k JOIN account a ON a.id = k.account_id
             WHERE k.hash = $1 AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > now())
            """;

    private static final Duration REFRESH = Duration.ofSeconds(2);
    private static final Duration STALE = Duration.ofSeconds(5);
    private static final int REMEMBERED = 100_000;

    private final Connections connections;

    /** By hash, not by key: a copy of the memory shows no keys. */
    private final AsyncLoadingCache<ByteBuffer, Optional<KeyHolder>> holders;

    public ApiKeys(Connections connections) {
        this.connections = connections;
        this.holders = Caffeine.newBuilder()
                .maximumSize(REMEMBERED)
                .refreshAfterWrite(REFRESH)
                .expireAfterWrite(STALE)
                .buildAsync((hash, executor) -> load(hash).toFuture());
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

    /** Whom the key speaks for; empty for one that is malformed, unknown, revoked or expired. */
    public Mono<KeyHolder> holderOf(String key) {
        return KeyFormat.isWellFormed(key)
                ? Mono.fromFuture(holders.get(ByteBuffer.wrap(KeyFormat.hash(key))), true)
                        .flatMap(Mono::justOrEmpty)
                : Mono.empty();
    }

    private Mono<Optional<KeyHolder>> load(ByteBuffer hash) {
        return connections.read(connection -> Flux.from(connection
                        .createStatement(FIND)
                        .bind(0, hash.duplicate())
                        .execute())
                .concatMap(result -> result.map(ApiKeys::holder))
                .next()
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty()));
    }

    private static KeyHolder holder(Readable row) {
        return new KeyHolder(Objects.requireNonNull(row.get("key_id", Long.class)), Accounts.account(row));
    }
}

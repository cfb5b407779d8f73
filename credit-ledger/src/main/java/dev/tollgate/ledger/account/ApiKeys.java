package dev.tollgate.ledger.account;

import dev.tollgate.ledger.database.Connections;
import dev.tollgate.ledger.key.KeyFormat;
import dev.tollgate.ledger.key.KeyScope;
import dev.tollgate.ledger.key.LastUse;
import dev.tollgate.ledger.ownkey.OwnKeys;
import dev.tollgate.pricing.Credits;
import io.r2dbc.spi.Readable;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The API keys: issued, and looked up in memory or else in the database. */
public final class ApiKeys {

    private static final String FIND =
            """
            SELECT k.id AS key_id, floor(extract(epoch FROM s.until - now()))::bigint AS seconds_left, k.models, k.services,
                   k.addresses, k.expires_at IS NOT NULL OR num_nonnulls(k.models, k.services, k.addresses) > 0
                   OR EXISTS (SELECT FROM budget b WHERE b.wallet_id = k.account_id AND b.key_id = k.id AND b.run = '')
                   AS restricted, s.until IS NOT NULL AS ends, t.threshold, a.id, a.public_id, a.email, a.plan, a.api_key_mode = 'own' AS own_keys,
                   ARRAY(SELECT p.provider FROM provider_key p WHERE p.account_id = a.id ORDER BY p.provider) AS own_providers,
                   ARRAY(SELECT p.sealed FROM provider_key p WHERE p.account_id = a.id ORDER BY p.provider) AS own_sealed
              FROM (SELECT id, expires_at AS until FROM api_key WHERE hash = $1
                     UNION ALL
                    SELECT o.key_id, least(o.expires_at, n.expires_at) FROM old_secret o JOIN api_key n ON n.id = o.key_id
                     WHERE o.hash = $1) s
              JOIN api_key k ON k.id = s.id JOIN account a ON a.id = k.account_id
              LEFT JOIN alert_setting t ON t.wallet_id = a.id
             WHERE k.revoked_at IS NULL AND (s.until IS NULL OR s.until > now())
            """;

    private final Connections connections;
    private final KeyCache cache = new KeyCache();
    private final LastUse lastUse;

    public ApiKeys(Connections connections) {
        this.connections = connections;
        this.lastUse = new LastUse(connections);
    }

    /**
     * Hears of changes that any node makes, and tells once a minute which keys were used, until it is disposed of. Without
     * it, changes are noticed five seconds late.
     */
    public Disposable listen() {
        return Disposables.composite(cache.listen(connections), lastUse.tell());
    }

    /** Writes down at once which keys were used since that was last done. */
    public Mono<Void> tellLastUse() {
        return lastUse.flush();
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
        return KeyFormat.isWellFormed(key)
                ? cache.holderOf(KeyFormat.hash(key), this::load).doOnNext(holder -> lastUse.of(holder.keyId()))
                : Mono.empty();
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
        boolean restricted = Objects.requireNonNull(row.get("restricted", Boolean.class));
        boolean ends = Objects.requireNonNull(row.get("ends", Boolean.class));
        KeyHolder holder = new KeyHolder(
                Objects.requireNonNull(row.get("key_id", Long.class)),
                Accounts.account(row),
                KeyScope.of(
                        row.get("models", String[].class),
                        row.get("services", String[].class),
                        row.get("addresses", String[].class)),
                ownKeys(row),
                restricted,
                !restricted && !ends,
                Optional.ofNullable(row.get("threshold", Long.class))
                        .map(Credits::ofNanos)
                        .orElse(null));
        Long secondsLeft = row.get("seconds_left", Long.class);
        return new KeyCache.Known(
                Optional.of(holder),
                secondsLeft == null ? ChronoUnit.FOREVER.getDuration() : Duration.ofSeconds(secondsLeft));
    }

    private static OwnKeys ownKeys(Readable row) {
        String[] providers = Objects.requireNonNull(row.get("own_providers", String[].class));
        String[] sealed = Objects.requireNonNull(row.get("own_sealed", String[].class));
        Map<String, String> keys = new HashMap<>();
        for (int i = 0; i < providers.length; i++) {
            keys.put(providers[i], sealed[i]);
        }
        return new OwnKeys(Objects.requireNonNull(row.get("own_keys", Boolean.class)), keys);
    }
}

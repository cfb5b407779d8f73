package dev.tollgate.ledger.ownkey;

import dev.tollgate.ledger.database.Connections;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Own keys and the choice to use them, as they are stored. Nodes hear of a change as they do of a change of an API key. */
public final class OwnKeyStore {

    private static final String READ =
            """
            SELECT a.api_key_mode = 'own' AS preferred, k.provider, k.last4, k.changed_at
              FROM account a LEFT JOIN provider_key k ON k.account_id = a.id WHERE a.id = $1 ORDER BY k.provider
            """;

    private final Connections connections;

    public OwnKeyStore(Connections connections) {
        this.connections = connections;
    }

    /** What may be seen of a stored key. */
    public record Shown(String provider, String last4, Instant changedAt) {}

    /** @param preferred whether the account's calls go with its own keys */
    public record Choice(boolean preferred, List<Shown> keys) {}

    /**
     * What is to change.
     *
     * @param preferred empty: as before
     * @param keys in clear, by provider; empty: that provider's is to be forgotten
     */
    public record Change(Optional<Boolean> preferred, Map<String, Optional<String>> keys) {

        /** Without the keys. */
        @Override
        public String toString() {
            return "Change[" + preferred + " " + keys.keySet() + "]";
        }
    }

    public Mono<Choice> choice(long account) {
        return connections.readAs(account, connection -> Flux.from(
                        connection.createStatement(READ).bind(0, account).execute())
                .concatMap(result -> result.map(OwnKeyStore::row))
                .collectList()
                .map(OwnKeyStore::choice));
    }

    private record Row(boolean preferred, @Nullable Shown key) {}

    private static Row row(Readable row) {
        String provider = row.get("provider", String.class);
        return new Row(
                Objects.requireNonNull(row.get("preferred", Boolean.class)),
                provider == null
                        ? null
                        : new Shown(
                                provider,
                                Objects.requireNonNull(row.get("last4", String.class)),
                                Objects.requireNonNull(row.get("changed_at", Instant.class))));
    }

    private static Choice choice(List<Row> rows) {
        return new Choice(
                rows.stream().anyMatch(Row::preferred),
                rows.stream().map(Row::key).filter(Objects::nonNull).toList());
    }

    /** Keeps the change, all of it or nothing. */
    public Mono<Void> put(long account, Change change, KeySeal seal) {
        List<String> providers = new ArrayList<>(change.keys().keySet());
        List<@Nullable String> sealed = new ArrayList<>();
        List<@Nullable String> last4 = new ArrayList<>();
        for (String provider : providers) {
            Optional<String> key = change.keys().getOrDefault(provider, Optional.empty());
            sealed.add(key.map(clear -> seal.close(clear, account, provider)).orElse(null));
            last4.add(key.map(OwnKeyStore::lastFour).orElse(null));
        }
        return connections.read(connection -> Flux.from(connection
                        .createStatement("SELECT tg_put_own_keys($1, $2, $3, $4, $5)")
                        .bind(0, account)
                        .bind(1, mode(change))
                        .bind(2, providers.toArray(String[]::new))
                        .bind(3, sealed.toArray(String[]::new))
                        .bind(4, last4.toArray(String[]::new))
                        .execute())
                .concatMap(result -> result.map(row -> true))
                .then());
    }

    private static Object mode(Change change) {
        return change.preferred()
                .<Object>map(own -> own ? "own" : "credits")
                .orElseGet(() -> Parameters.in(R2dbcType.VARCHAR));
    }

    /** A short key is not shown in part. */
    private static String lastFour(String key) {
        return key.length() < 12 ? "" : key.substring(key.length() - 4);
    }

    /** Seals all keys anew, with the keyset's first key; answers how many. Those that do not open stay as they are. */
    public Mono<Long> reseal(KeySeal seal) {
        return connections.read(connection -> Flux.from(connection
                        .createStatement("SELECT account_id, provider, sealed FROM provider_key")
                        .execute())
                .concatMap(result -> result.map(row -> new Sealed(
                        Objects.requireNonNull(row.get("account_id", Long.class)),
                        Objects.requireNonNull(row.get("provider", String.class)),
                        Objects.requireNonNull(row.get("sealed", String.class)))))
                .collectList()
                .flatMapMany(Flux::fromIterable)
                .concatMap(old -> Mono.justOrEmpty(seal.open(old.sealed(), old.account(), old.provider()))
                        .flatMapMany(clear -> connection
                                .createStatement("SELECT tg_reseal_own_key($1, $2, $3, $4) AS done")
                                .bind(0, old.account())
                                .bind(1, old.provider())
                                .bind(2, old.sealed())
                                .bind(3, seal.close(clear, old.account(), old.provider()))
                                .execute())
                        .concatMap(result -> result.map(row -> row.get("done", Boolean.class))))
                .filter(Boolean.TRUE::equals)
                .count());
    }

    private record Sealed(long account, String provider, String sealed) {}
}

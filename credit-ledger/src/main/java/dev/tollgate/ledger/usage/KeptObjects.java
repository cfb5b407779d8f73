package dev.tollgate.ledger.usage;

import dev.tollgate.ledger.database.Connections;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What providers keep of the answers that they gave (responses and their items, containers, conversations, sounds): whose it
 * is, and which of the account's keys has made it. It is forgotten thirty days after a provider has last told of it.
 */
public final class KeptObjects {

    /**
     * In order, so that two calls that tell of the same objects do not wait for one another. What was told of a moment ago is
     * not written again: who waits for a response asks for it every second.
     */
    private static final String KEEP =
            """
            WITH old AS (SELECT object_id, provider FROM kept_object
                          WHERE made_at < now() - interval '30 days' AND object_id <> ALL ($1)
                          ORDER BY made_at LIMIT 1000 FOR UPDATE SKIP LOCKED),
                 gone AS (DELETE FROM kept_object k USING old
                           WHERE k.object_id = old.object_id AND k.provider = old.provider)
            INSERT INTO kept_object (object_id, wallet_id, request_id, provider, own_key, key_id)
            SELECT id, $2, $3, $4, $5, $6 FROM unnest($1::text[]) AS id GROUP BY id ORDER BY id
            ON CONFLICT (object_id, provider) DO UPDATE SET made_at = now()
             WHERE kept_object.wallet_id = excluded.wallet_id AND kept_object.own_key = excluded.own_key
               AND kept_object.made_at < now() - interval '1 hour'
            """;

    private static final String MADE_BY =
            """
            SELECT object_id FROM kept_object
             WHERE object_id = ANY ($1) AND provider = $2 AND wallet_id = $3 AND NOT own_key
               AND ($4::bigint IS NULL OR key_id = $4) AND made_at > now() - interval '30 days'
            """;

    private static final String MAKER =
            """
            SELECT request_id, provider, own_key, key_id FROM kept_object
             WHERE object_id = $1 AND wallet_id = $2 AND ($3::bigint IS NULL OR key_id = $3)
               AND made_at > now() - interval '30 days' LIMIT 1
            """;

    private static final Pattern PLAIN = Pattern.compile("[!-~]{1,512}");

    private final Connections connections;

    public KeptObjects(Connections connections) {
        this.connections = connections;
    }

    /**
     * The call that made something.
     *
     * @param key the gateway key that it came with; null: that was not written down yet
     * @param request the call that pays for it
     * @param provider who keeps it
     * @param ownKey whether the call went with the account's own key
     */
    public record Maker(long account, @Nullable Long key, UUID request, String provider, boolean ownKey) {}

    /**
     * Who asks for something.
     *
     * @param key the one gateway key whose objects are reached; null: those of the whole account, also where it was not
     *     written down which key has made them
     */
    public record Reach(long account, @Nullable Long key) {}

    /** @param ids by which the provider knows them */
    public Mono<Void> keep(Set<String> ids, Maker maker) {
        String[] made = plain(ids);
        return made.length == 0 ? Mono.empty() : keep(made, maker);
    }

    private Mono<Void> keep(String[] ids, Maker maker) {
        return connections.read(connection -> Flux.from(connection
                        .createStatement(KEEP)
                        .bind(0, ids)
                        .bind(1, maker.account())
                        .bind(2, maker.request())
                        .bind(3, maker.provider())
                        .bind(4, maker.ownKey())
                        .bind(5, Parameters.in(R2dbcType.BIGINT, maker.key()))
                        .execute())
                .flatMap(result -> result.getRowsUpdated())
                .then());
    }

    /** Those of the ids that are of objects within reach which were made with the platform's key at the provider. */
    public Mono<Set<String>> madeBy(Reach reach, String provider, Set<String> ids) {
        String[] asked = plain(ids);
        return asked.length == 0 ? Mono.just(Set.of()) : madeBy(reach, provider, asked);
    }

    private Mono<Set<String>> madeBy(Reach reach, String provider, String[] ids) {
        return connections.read(connection -> Flux.from(connection
                        .createStatement(MADE_BY)
                        .bind(0, ids)
                        .bind(1, provider)
                        .bind(2, reach.account())
                        .bind(3, Parameters.in(R2dbcType.BIGINT, reach.key()))
                        .execute())
                .flatMap(result -> result.map(row -> Objects.requireNonNull(row.get("object_id", String.class))))
                .collect(Collectors.toUnmodifiableSet()));
    }

    /** What is no such text is no provider's id, and the database may not take it at all. */
    private static String[] plain(Set<String> ids) {
        return ids.stream().filter(id -> PLAIN.matcher(id).matches()).toArray(String[]::new);
    }

    /** How an object was made, and where; empty if there is none of this id within reach. */
    public Mono<Maker> maker(String id, Reach reach) {
        return connections.read(connection -> Flux.from(connection
                        .createStatement(MAKER)
                        .bind(0, id)
                        .bind(1, reach.account())
                        .bind(2, Parameters.in(R2dbcType.BIGINT, reach.key()))
                        .execute())
                .flatMap(result -> result.map(row -> new Maker(
                        reach.account(),
                        row.get("key_id", Long.class),
                        Objects.requireNonNull(row.get("request_id", UUID.class)),
                        Objects.requireNonNull(row.get("provider", String.class)),
                        Objects.requireNonNull(row.get("own_key", Boolean.class)))))
                .next());
    }
}

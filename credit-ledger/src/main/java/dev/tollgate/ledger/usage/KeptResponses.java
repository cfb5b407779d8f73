package dev.tollgate.ledger.usage;

import dev.tollgate.ledger.database.Connections;
import java.util.Objects;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Responses that providers work on without their clients, and keep: whose they are. They are forgotten after thirty days,
 * as OpenAI does.
 */
public final class KeptResponses {

    private static final String KEEP =
            """
            WITH gone AS (DELETE FROM kept_response WHERE made_at < now() - interval '30 days')
            INSERT INTO kept_response (response_id, wallet_id, request_id, provider) VALUES ($1, $2, $3, $4)
            ON CONFLICT DO NOTHING
            """;

    private final Connections connections;

    public KeptResponses(Connections connections) {
        this.connections = connections;
    }

    /**
     * @param id by which the provider knows it
     * @param request the call that pays for it
     */
    public Mono<Void> keep(String id, long account, UUID request, String provider) {
        return connections.read(connection -> Flux.from(connection
                        .createStatement(KEEP)
                        .bind(0, id)
                        .bind(1, account)
                        .bind(2, request)
                        .bind(3, provider)
                        .execute())
                .flatMap(result -> result.getRowsUpdated())
                .then());
    }

    /** The provider that keeps an account's response; empty if the account has none of this id. */
    public Mono<String> provider(String id, long account) {
        return connections.read(connection -> Flux.from(connection
                        .createStatement(
                                "SELECT provider FROM kept_response WHERE response_id = $1 AND wallet_id = $2 LIMIT 1")
                        .bind(0, id)
                        .bind(1, account)
                        .execute())
                .flatMap(result -> result.map(row -> Objects.requireNonNull(row.get("provider", String.class))))
                .next());
    }
}

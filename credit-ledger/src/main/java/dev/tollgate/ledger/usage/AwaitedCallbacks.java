package dev.tollgate.ledger.usage;

import dev.tollgate.ledger.database.Connections;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Calls whose provider tells by a request of its own that they are over. While one is awaited its hold stands, whatever
 * becomes of the node that made the call. They are forgotten after thirty days.
 */
public final class AwaitedCallbacks {

    private static final String KEEP =
            """
            WITH gone AS (DELETE FROM awaited_callback WHERE made_at < now() - interval '30 days')
            SELECT tg_await($1, $2, $3, $4::interval, $5, $6, $7) AS open
            """;

    private final Connections connections;

    public AwaitedCallbacks(Connections connections) {
        this.connections = connections;
    }

    /**
     * A call that is awaited.
     *
     * @param request the call, and the hold that pays for it
     * @param terms what it costs and how it ends, as its keeper wrote it
     */
    public record Awaited(UUID request, long account, String terms) {

        private static Awaited of(Readable row) {
            return new Awaited(
                    Objects.requireNonNull(row.get("request_id", UUID.class)),
                    Objects.requireNonNull(row.get("wallet_id", Long.class)),
                    Objects.requireNonNull(row.get("terms", String.class)));
        }
    }

    /**
     * Writes a call down before it is made.
     *
     * @param tokenHash of the secret by which the provider will name it
     * @param longest how long its hold stands without a word of it
     * @param unheard what it costs then
     * @return false if its hold is not open any more: nothing was written
     */
    public Mono<Boolean> keep(byte[] tokenHash, Awaited call, Duration longest, UsageRecord unheard) {
        return connections.read(connection -> Flux.from(connection
                        .createStatement(KEEP)
                        .bind(0, tokenHash)
                        .bind(1, call.request())
                        .bind(2, call.account())
                        .bind(3, longest.toMillis() + " milliseconds")
                        .bind(4, call.terms())
                        .bind(5, unheard.charge().credits().nanos())
                        .bind(6, UsageText.detail(unheard))
                        .execute())
                .flatMap(result -> result.map(row -> Objects.requireNonNull(row.get("open", Boolean.class))))
                .next());
    }

    /** Empty if nobody waits for it. */
    public Mono<Awaited> find(byte[] tokenHash) {
        return connections.read(connection -> Flux.from(connection
                        .createStatement(
                                "SELECT request_id, wallet_id, terms FROM awaited_callback WHERE token_hash = $1")
                        .bind(0, tokenHash)
                        .execute())
                .flatMap(result -> result.map(Awaited::of))
                .next());
    }
}

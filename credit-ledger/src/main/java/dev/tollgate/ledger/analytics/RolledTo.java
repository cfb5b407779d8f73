package dev.tollgate.ledger.analytics;

import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import java.time.Instant;
import java.util.Objects;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Up to when there are sums, as a transaction sees them.
 *
 * @param quarters of quarters of an hour; what was settled later is in the log only
 * @param days of days and parts of days: they have all quarters before it, and none that is later
 */
record RolledTo(Instant quarters, Instant days) {

    /**
     * How many rows there are in a time is known only from its beginning and end, and decides how names are best put together:
     * so these queries are planned for their values. To compile them would take longer than it spares.
     */
    private static final String SQL = "SET LOCAL plan_cache_mode = force_custom_plan; SET LOCAL jit = off;"
            + " SELECT watermark, days_to FROM usage_rollup_state";

    /** First in a transaction, whose other queries are about the sums. */
    static Mono<RolledTo> read(Connection connection) {
        return Flux.from(connection.createStatement(SQL).execute())
                .concatMap(result -> result.map(RolledTo::of))
                .single();
    }

    private static RolledTo of(Readable row) {
        return new RolledTo(
                Objects.requireNonNull(row.get("watermark", Instant.class)),
                Objects.requireNonNull(row.get("days_to", Instant.class)));
    }
}

package dev.tollgate.ledger.billing;

import dev.tollgate.ledger.database.Connections;
import dev.tollgate.ledger.database.Outage;
import dev.tollgate.pricing.Credits;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Credits that accounts buy by themselves when they run low. An account that is {@link #take taken} is nobody else's for a
 * while; its charge is {@link #open ordered} before Stripe hears of it, at most one at a time. What was paid comes to its
 * end by itself, all else by {@link #failed} or {@link #drop}.
 */
public final class TopUps {

    private static final String SETTING =
            """
            SELECT enabled, below, package, cents, most_per_day, tg_top_up_charged(wallet_id) AS charged, stopped_for, stopped_at
              FROM top_up WHERE wallet_id = $1
            """;

    private static final String MILLIS = " * interval '1 millisecond'";

    private final Connections connections;

    public TopUps(Connections connections) {
        this.connections = connections;
    }

    /** What an account has set; empty: nothing ever. */
    public Mono<TopUp> of(long account) {
        return connections.read(connection ->
                Rows.of(connection, SETTING, TopUps::topUp, account).singleOrEmpty());
    }

    /** Sets it anew; failures of before do not count any more. */
    public Mono<Void> put(long account, TopUp.Setting setting) {
        return run(
                "SELECT tg_top_up_put($1, $2, $3, $4, $5, $6)",
                account,
                setting.enabled(),
                setting.below().nanos(),
                setting.pack(),
                setting.cents(),
                setting.mostCents());
    }

    /** Switches it off; the rest stays as it is set. */
    public Mono<Void> off(long account) {
        return run("SELECT tg_top_up_off($1)", account);
    }

    /** Switches it off by itself, unless its owner has changed the setting since that version. */
    public Mono<Void> stop(long account, long version, String reason) {
        return run("SELECT tg_top_up_stop($1, $2, $3)", account, version, reason);
    }

    /**
     * Takes accounts that are low, and charges that have not come to an end.
     *
     * @param pause until one that is heard of no more comes again the first time; it doubles with each, to an hour
     * @param lease it does not come again sooner
     */
    public Mono<List<TopUp.Due>> take(int most, Duration pause, Duration lease) {
        return Outage.told(connections.money(connection -> Rows.of(
                        connection,
                        "SELECT * FROM tg_top_up_take($1, $2" + MILLIS + ", $3" + MILLIS + ")",
                        TopUps::due,
                        most,
                        pause.toMillis(),
                        lease.toMillis())
                .collectList()));
    }

    /**
     * Orders a charge, if the account is still low and the setting still the same.
     *
     * @param lease as with {@link #take}, from now
     * @param live whether real money is meant
     */
    public Mono<TopUp.Opened> open(
            Order order, long version, String customer, String card, Duration lease, boolean live) {
        return Outage.told(connections.money(connection -> Rows.of(
                        connection,
                        "SELECT tg_top_up_open($1, $2, $3, $4, $5, $6, $7, $8, $9" + MILLIS + ", $10) AS status",
                        row -> TopUp.Opened.valueOf(Rows.text(row, "status")),
                        order.id(),
                        order.account(),
                        version,
                        order.item(),
                        order.cents(),
                        order.credits().nanos(),
                        customer,
                        card,
                        lease.toMillis(),
                        live)
                .single()));
    }

    /**
     * The card was refused, and is not charged for this order any more.
     *
     * @param pause until it is tried again, with an order of its own; it doubles with each failure
     * @param most failures in a row, after which it is switched off for this reason
     */
    public Mono<Void> failed(UUID order, String reason, Duration pause, int most) {
        return run("SELECT tg_top_up_failed($1, $2, $3" + MILLIS + ", $4)", order, reason, pause.toMillis(), most);
    }

    /** Closes an order that Stripe has never heard of; not a failure. The next ones in a row come less and less often. */
    public Mono<Void> drop(UUID order) {
        return run("SELECT tg_top_up_drop($1)", order);
    }

    private Mono<Void> run(String sql, Object... values) {
        return Outage.told(connections
                .money(connection -> Rows.run(connection, sql, values).thenReturn(true))
                .then());
    }

    private static TopUp topUp(Readable row) {
        @Nullable Instant stoppedAt = row.get("stopped_at", Instant.class);
        return new TopUp(
                new TopUp.Setting(
                        Rows.flag(row, "enabled"),
                        Credits.ofNanos(Rows.number(row, "below")),
                        Rows.text(row, "package"),
                        Rows.number(row, "cents"),
                        Rows.number(row, "most_per_day")),
                Rows.number(row, "charged"),
                stoppedAt == null ? null : new TopUp.Stopped(Rows.text(row, "stopped_for"), stoppedAt));
    }

    private static TopUp.Due due(Readable row) {
        return new TopUp.Due(
                Rows.number(row, "wallet_id"),
                Rows.number(row, "version"),
                Rows.text(row, "package"),
                Rows.number(row, "cents"),
                Rows.flag(row, "wanted"),
                Objects.requireNonNull(row.get("tries", Integer.class)),
                charge(row));
    }

    private static TopUp.@Nullable Charge charge(Readable row) {
        UUID order = row.get("order_id", UUID.class);
        return order == null
                ? null
                : new TopUp.Charge(
                        order,
                        Rows.text(row, "item"),
                        Rows.number(row, "asked"),
                        Rows.text(row, "customer"),
                        Rows.text(row, "card"),
                        Rows.text(row, "state").equals("closed"),
                        Rows.at(row, "ordered_at"));
    }
}

package dev.tollgate.ledger.alert;

import dev.tollgate.ledger.database.Connections;
import dev.tollgate.pricing.Credits;
import io.r2dbc.spi.Parameters;
import io.r2dbc.spi.R2dbcType;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The alerts of all accounts, as they are stored. */
public final class Alerts {

    private static final String PUT =
            """
            INSERT INTO alert_setting (wallet_id, threshold, webhook_url, webhook_nonce, email) VALUES ($1, $2, $3, $4, $5)
            ON CONFLICT (wallet_id) DO UPDATE
               SET threshold = excluded.threshold, webhook_url = excluded.webhook_url, email = excluded.email,
                   webhook_nonce = CASE WHEN excluded.webhook_url = alert_setting.webhook_url AND NOT $6
                                        THEN alert_setting.webhook_nonce ELSE excluded.webhook_nonce END,
                   changed_at = clock_timestamp()
            RETURNING coalesce(webhook_nonce = $4, false) AS anew
            """;

    private static final String HISTORY =
            """
            SELECT e.public_id, e.at, e.balance, e.threshold, d.channel, d.tries, d.ended, d.problem
              FROM (SELECT * FROM alert_event WHERE wallet_id = $1 ORDER BY id DESC LIMIT $2) e
              LEFT JOIN alert_delivery d ON d.event_id = e.id ORDER BY e.id DESC, d.channel
            """;

    private final Connections connections;
    private final Consumer<BalanceObserver> observing;

    public Alerts(Connections connections, Consumer<BalanceObserver> observing) {
        this.connections = connections;
        this.observing = observing;
    }

    /** From now on somebody is told of every balance that this node has moved. */
    public void observe(BalanceObserver observer) {
        observing.accept(observer);
    }

    public Mono<AlertSetting> setting(long account) {
        return connections
                .readAs(account, connection -> rows(
                                connection
                                        .createStatement("SELECT threshold, webhook_url, email FROM alert_setting"
                                                + " WHERE wallet_id = $1")
                                        .bind(0, account),
                                row -> new AlertSetting(
                                        optional(row, "threshold"),
                                        row.get("webhook_url", String.class),
                                        Objects.requireNonNull(row.get("email", Boolean.class))))
                        .singleOrEmpty())
                .defaultIfEmpty(AlertSetting.USUAL);
    }

    /**
     * Keeps what an account wants.
     *
     * @param nonce of a new key for its webhook; taken if the address is another one than before, or {@code renew} is set
     * @return whether it was taken
     */
    public Mono<Boolean> put(long account, AlertSetting setting, String nonce, boolean renew) {
        return connections.read(connection -> rows(
                        connection
                                .createStatement(PUT)
                                .bind(0, account)
                                .bind(1, number(setting.threshold()))
                                .bind(2, text(setting.webhook()))
                                .bind(3, text(setting.webhook() == null ? null : nonce))
                                .bind(4, setting.email())
                                .bind(5, renew),
                        row -> Objects.requireNonNull(row.get("anew", Boolean.class)))
                .single());
    }

    /** The newest alerts of an account, newest first. */
    public Mono<List<Alert>> history(long account, int limit) {
        return connections.readAs(account, connection -> rows(
                        connection.createStatement(HISTORY).bind(0, account).bind(1, limit), HistoryRow::of)
                .bufferUntilChanged(row -> row.alert().id())
                .map(HistoryRow::together)
                .collectList());
    }

    private record HistoryRow(Alert alert, Optional<Alert.Told> told) {
        static HistoryRow of(Readable row) {
            String channel = row.get("channel", String.class);
            return new HistoryRow(
                    Alerts.alert(row),
                    Optional.ofNullable(channel)
                            .map(name -> new Alert.Told(
                                    name,
                                    Objects.requireNonNull(row.get("tries", Integer.class)),
                                    row.get("ended", String.class),
                                    text(row, "problem"))));
        }

        static Alert together(List<HistoryRow> rows) {
            Alert alert = rows.get(0).alert();
            return new Alert(
                    alert.id(),
                    alert.at(),
                    alert.balance(),
                    alert.threshold(),
                    rows.stream().flatMap(row -> row.told().stream()).toList());
        }
    }

    /**
     * Looks at accounts; each that has fallen below its threshold since it was seen last gets an alert.
     *
     * @param threshold of accounts that have none of their own
     * @param channels by which this gateway can tell: {@code webhook}, {@code email}
     */
    public Mono<List<Standing>> watch(Collection<Long> accounts, Credits threshold, List<String> channels) {
        return connections.read(connection -> rows(
                        connection
                                .createStatement("SELECT account, threshold, low FROM tg_watch_balance($1, $2, $3)")
                                .bind(0, accounts.toArray(Long[]::new))
                                .bind(1, threshold.nanos())
                                .bind(2, channels.toArray(String[]::new)),
                        row -> new Standing(
                                number(row, "account"),
                                Credits.ofNanos(number(row, "threshold")),
                                Objects.requireNonNull(row.get("low", Boolean.class))))
                .collectList());
    }

    /** Looks at the next accounts by their numbers; answers the last one, or nothing behind the end. */
    public Mono<Long> sweep(long after, int limit, Credits threshold, List<String> channels) {
        return connections.read(connection -> rows(
                        connection
                                .createStatement("SELECT tg_sweep_balances($1, $2, $3, $4) AS last")
                                .bind(0, after)
                                .bind(1, limit)
                                .bind(2, threshold.nanos())
                                .bind(3, channels.toArray(String[]::new)),
                        row -> Optional.ofNullable(row.get("last", Long.class)))
                .single()
                .flatMap(Mono::justOrEmpty));
    }

    /** Takes alerts that are due, for a time in which nobody else gets them. */
    public Mono<List<Delivery>> take(int limit, Duration lease) {
        return connections.read(connection -> rows(
                        connection
                                .createStatement("SELECT * FROM tg_take_alerts($1, $2::interval)")
                                .bind(0, limit)
                                .bind(1, lease.toMillis() + " milliseconds"),
                        Alerts::delivery)
                .collectList());
    }

    private static Delivery delivery(Readable row) {
        return new Delivery(
                number(row, "event_id"),
                text(row, "channel"),
                Objects.requireNonNull(row.get("tries", Integer.class)),
                alert(row),
                text(row, "account"),
                text(row, "email"),
                row.get("webhook_url", String.class),
                row.get("webhook_nonce", String.class));
    }

    /** @param ended how; absent: it failed, and is tried again */
    public Mono<Void> end(Delivery delivery, @Nullable String ended, String problem) {
        return connections
                .read(connection -> rows(
                                connection
                                        .createStatement("SELECT tg_end_alert($1, $2, $3, $4)")
                                        .bind(0, delivery.event())
                                        .bind(1, delivery.channel())
                                        .bind(2, text(ended))
                                        .bind(3, problem.replace('\0', ' ')),
                                row -> true)
                        .single())
                .then();
    }

    private static Alert alert(Readable row) {
        return new Alert(
                text(row, "public_id"),
                Objects.requireNonNull(row.get("at", Instant.class)),
                Credits.ofNanos(number(row, "balance")),
                Credits.ofNanos(number(row, "threshold")),
                List.of());
    }

    private static <A> Flux<A> rows(Statement statement, Function<Readable, A> read) {
        return Flux.from(statement.execute()).concatMap(result -> result.map(read::apply));
    }

    private static Object text(@Nullable String value) {
        return value == null ? Parameters.in(R2dbcType.VARCHAR) : value;
    }

    private static Object number(@Nullable Credits value) {
        return value == null ? Parameters.in(R2dbcType.BIGINT) : value.nanos();
    }

    private static @Nullable Credits optional(Readable row, String column) {
        Long value = row.get(column, Long.class);
        return value == null ? null : Credits.ofNanos(value);
    }

    private static String text(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, String.class));
    }

    private static long number(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, Long.class));
    }
}

package dev.tollgate.ledger.billing;

import dev.tollgate.ledger.database.Connections;
import dev.tollgate.ledger.database.Outage;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import reactor.core.publisher.Mono;

/** The events of Stripe, as they came, and what became of each. */
public final class Inbox {

    private static final String PAGE =
            """
            SELECT event_id, type, object_id, created, received_at, state, reason, tries, done_at FROM stripe_inbox
             WHERE ($1 = '' OR state = $1) AND ($2 = '' OR type = $2) AND ($3 = '' OR object_id = $3)
               AND (received_at, event_id) < ($4::text::timestamptz, $5)
             ORDER BY received_at DESC, event_id DESC LIMIT $6
            """;

    private final Connections connections;

    public Inbox(Connections connections) {
        this.connections = connections;
    }

    /** Puts an event in; false if it is there already. */
    public Mono<Boolean> add(InboxEvent event) {
        return Outage.told(connections.money(connection -> Rows.asked(
                connection,
                "SELECT tg_stripe_event($1, $2, $3, $4::text::timestamptz, $5, $6, $7)",
                event.id(),
                event.type(),
                event.object(),
                event.created().toString(),
                event.apiVersion(),
                event.live(),
                event.raw())));
    }

    /**
     * Takes events to work on, for whoever asks first: those that have waited longest, and others of the same objects. One
     * that is not marked comes again.
     *
     * @param most how many of those that have waited longest
     * @param more how many others of their objects
     * @param pause after which it comes again the first time; it doubles with each
     */
    public Mono<List<InboxEvent.Due>> take(int most, int more, Duration pause) {
        return Outage.told(connections.money(connection -> Rows.of(
                        connection,
                        "SELECT * FROM tg_stripe_take($1, $2, $3 * interval '1 millisecond')",
                        Inbox::due,
                        most,
                        more,
                        pause.toMillis())
                .collectList()));
    }

    /** Marks events that change nothing. */
    public Mono<Void> mark(List<String> events, String state, String reason) {
        return Outage.told(connections
                .money(connection -> mark(connection, events, state, reason).thenReturn(true))
                .then());
    }

    static Mono<Void> mark(Connection connection, List<String> events, String state, String reason) {
        return Rows.run(connection, "SELECT tg_stripe_mark($1, $2, $3)", events.toArray(String[]::new), state, reason);
    }

    /** Has an event tried again, whatever became of it; false if there is none. In the caller's transaction. */
    public static Mono<Boolean> again(Connection connection, String event) {
        return Rows.asked(connection, "SELECT tg_stripe_again($1)", event);
    }

    /**
     * The newest events, newest first.
     *
     * @param which empty texts: all
     * @param before only older ones: when it was received and its id
     */
    public Mono<List<InboxEvent.Logged>> page(Which which, Before before, int limit) {
        return connections.read(connection -> Rows.of(
                        connection,
                        PAGE,
                        Inbox::logged,
                        which.state(),
                        which.type(),
                        which.object(),
                        before.received().equals(Instant.MAX)
                                ? "infinity"
                                : before.received().toString(),
                        before.event(),
                        limit)
                .collectList());
    }

    /** What to list; an empty text does not narrow it down. */
    public record Which(String state, String type, String object) {}

    /** Where to go on. */
    public record Before(Instant received, String event) {
        public static final Before FIRST = new Before(Instant.MAX, "");
    }

    private static InboxEvent.Due due(Readable row) {
        return new InboxEvent.Due(
                Rows.text(row, "event_id"),
                Rows.text(row, "type"),
                Rows.text(row, "object_id"),
                Rows.flag(row, "livemode"),
                Objects.requireNonNull(row.get("tries", Integer.class)));
    }

    private static InboxEvent.Logged logged(Readable row) {
        return new InboxEvent.Logged(
                Rows.text(row, "event_id"),
                Rows.text(row, "type"),
                Rows.text(row, "object_id"),
                Rows.at(row, "created"),
                Rows.at(row, "received_at"),
                Rows.text(row, "state"),
                Rows.text(row, "reason"),
                Objects.requireNonNull(row.get("tries", Integer.class)),
                row.get("done_at", Instant.class));
    }
}

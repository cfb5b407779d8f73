package dev.tollgate.ledger.approval;

import dev.tollgate.pricing.Credits;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The proposals as rows, in whatever transaction the connection is in. */
final class Proposals {

    private static final String COLUMNS =
            """
            p.id, a.public_id AS account, p.kind, p.subject, p.reference, p.amount, p.reason, p.actor, p.at, p.ends_at,
                   CASE WHEN p.state = 'open' AND p.ends_at <= clock_timestamp() THEN 'expired' ELSE p.state END AS state,
                   p.decided_actor, p.decided_reason, p.decided_at
            """;

    private static final String FROM = " FROM proposal p JOIN account a ON a.id = p.wallet_id ";

    private static final String OF = "SELECT " + COLUMNS + FROM + "WHERE p.id = $1";

    private static final String FIND = "SELECT " + COLUMNS
            + """
            , (p.wallet_id, p.kind, p.subject, p.priority, p.asked, p.cost, p.models, p.reason, p.effective_at, p.expires_at)
              IS NOT DISTINCT FROM ($1::bigint, $2::text, $3::text, $4::smallint, $5::bigint, $6::bigint, $7::text, $8::text,
                                    $9::text::timestamptz, $10::text::timestamptz) AS same
            """
            + FROM + "WHERE (p.kind = 'grant') = ($2::text = 'grant') AND p.reference = $11";

    private static final String ADD =
            """
            SELECT tg_propose($1, $2, $11, $3, $4, $5, $12, $6, $7, $8, $9::text::timestamptz, $10::text::timestamptz,
                              $13, $14) AS id
            """;

    private static final String PAGE = "SELECT * FROM (SELECT " + COLUMNS + FROM
            + "WHERE p.id < $1) x WHERE $2 = '' OR x.state = $2 ORDER BY x.id DESC LIMIT $3";

    private Proposals() {}

    /** @param same whether it was for the very same */
    record Found(Proposal proposal, boolean same) {}

    /** The proposal with the draft's reference. */
    static Mono<Found> find(Connection connection, Draft draft) {
        return rows(
                        bound(connection.createStatement(FIND), draft),
                        row -> new Found(proposal(row), Objects.requireNonNull(row.get("same", Boolean.class))))
                .next();
    }

    /** Empty if the reference stands for another one. */
    static Mono<Proposal> add(Connection connection, Draft draft, Credits amount, Giver giver) {
        Statement add = bound(connection.createStatement(ADD), draft)
                .bind(11, amount.nanos())
                .bind(12, giver.person())
                .bind(13, giver.actor());
        return rows(add, row -> Optional.ofNullable(row.get("id", Long.class)))
                .next()
                .flatMap(Mono::justOrEmpty)
                .flatMap(id -> of(connection, id));
    }

    private static Statement bound(Statement statement, Draft draft) {
        Statement bound = statement
                .bind(0, draft.account())
                .bind(1, draft.kind().name().toLowerCase(Locale.ROOT))
                .bind(2, draft.subject())
                .bind(3, draft.priority())
                .bind(4, draft.asked())
                .bind(5, draft.cost())
                .bind(6, draft.models())
                .bind(7, draft.reason())
                .bind(8, draft.effectiveAt())
                .bind(10, draft.reference());
        @Nullable String end = draft.expiresAt();
        return end == null ? bound.bindNull(9, String.class) : bound.bind(9, end);
    }

    static Mono<Boolean> count(Connection connection, Giver giver, Credits amount, Credits alone) {
        if (amount.isZero()) {
            return Mono.just(true);
        }
        return rows(
                        connection
                                .createStatement("SELECT tg_give_alone($1, $2, $3) AS counted")
                                .bind(0, giver.person())
                                .bind(1, amount.nanos())
                                .bind(2, alone.nanos()),
                        row -> Objects.requireNonNull(row.get("counted", Boolean.class)))
                .single();
    }

    static Mono<List<Proposal>> page(Connection connection, long before, Optional<Proposal.State> state, int limit) {
        Statement page = connection
                .createStatement(PAGE)
                .bind(0, before)
                .bind(1, state.map(it -> it.name().toLowerCase(Locale.ROOT)).orElse(""))
                .bind(2, limit);
        return rows(page, Proposals::proposal).collectList();
    }

    static Mono<Decision> approve(Connection connection, long id, Giver by, String reason, Credits mostOfAccount) {
        Statement approve = connection
                .createStatement("SELECT tg_approve($1, $2, $3, $4, $5) AS status")
                .bind(4, mostOfAccount.nanos());
        return decided(connection, approve, id, by, reason);
    }

    static Mono<Decision> reject(Connection connection, long id, Giver by, String reason) {
        Statement reject = connection.createStatement("SELECT tg_reject($1, $2, $3, $4) AS status");
        return decided(connection, reject, id, by, reason);
    }

    private static Mono<Decision> decided(
            Connection connection, Statement statement, long id, Giver by, String reason) {
        Statement bound =
                statement.bind(0, id).bind(1, by.person()).bind(2, by.actor()).bind(3, reason);
        return rows(bound, row -> Decision.Status.valueOf(text(row, "status")))
                .single()
                .flatMap(status -> of(connection, id)
                        .map(Optional::of)
                        .defaultIfEmpty(Optional.empty())
                        .map(proposal -> new Decision(status, proposal)));
    }

    private static Mono<Proposal> of(Connection connection, long id) {
        return rows(connection.createStatement(OF).bind(0, id), Proposals::proposal)
                .next();
    }

    private static Proposal proposal(Readable row) {
        @Nullable Instant decidedAt = row.get("decided_at", Instant.class);
        return new Proposal(
                Objects.requireNonNull(row.get("id", Long.class)),
                text(row, "account"),
                Proposal.Kind.valueOf(text(row, "kind").toUpperCase(Locale.ROOT)),
                text(row, "subject"),
                text(row, "reference"),
                Credits.ofNanos(Objects.requireNonNull(row.get("amount", Long.class))),
                text(row, "reason"),
                text(row, "actor"),
                at(row, "at"),
                at(row, "ends_at"),
                Proposal.State.valueOf(text(row, "state").toUpperCase(Locale.ROOT)),
                decidedAt == null
                        ? null
                        : new Proposal.Decided(text(row, "decided_actor"), text(row, "decided_reason"), decidedAt));
    }

    private static <A> Flux<A> rows(Statement statement, Function<Readable, A> read) {
        return Flux.from(statement.execute()).concatMap(result -> result.map(read::apply));
    }

    private static Instant at(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, Instant.class));
    }

    private static String text(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, String.class));
    }
}

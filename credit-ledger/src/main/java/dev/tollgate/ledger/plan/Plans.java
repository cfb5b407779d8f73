package dev.tollgate.ledger.plan;

import dev.tollgate.ledger.database.Connections;
import dev.tollgate.ledger.database.Outage;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Statement;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Which plan an account is on. What a plan gives is given by the database when the account is used: at once, on its days
 * and in its months.
 */
public final class Plans {

    private static final String TELL = "SELECT tg_tell_plans($1, $2, $3, $4, $5, $6, $7)";

    /** The ends of time are none that the driver's type could hold. */
    private static final String SET =
            """
            SELECT was, changed, plan, since, nullif(until, 'infinity') AS until, next_plan, month_from, month_until
              FROM tg_set_plan($1, $2, $3, $4::text::timestamptz, NULL, $5)
            """;

    private static final String OF =
            """
            SELECT a.plan, p.since, nullif(p.until, 'infinity') AS until, p.next_plan, p.month_from, p.month_until
              FROM account a JOIN account_plan p ON p.wallet_id = a.id WHERE a.id = $1
            """;

    private static final String KEEP =
            """
            SELECT was, changed, plan, since, nullif(until, 'infinity') AS until, next_plan, month_from, month_until
              FROM tg_keep_plan($1, $2)
            """;

    private static final String TOKENS =
            """
            SELECT tg_tokens_since(a.id, date_bin('24 hours', a.created_at, 'epoch')) AS lifetime,
                   tg_month_tokens(a.id, p.month_from) AS month,
                   (SELECT coalesce(sum(t.tokens), 0)::bigint FROM token_hold t
                     WHERE t.wallet_id = $1 AND t.month_from = p.month_from) AS reserved
              FROM account a JOIN account_plan p ON p.wallet_id = a.id WHERE a.id = $1
            """;

    private final Connections connections;

    public Plans(Connections connections) {
        this.connections = connections;
    }

    /** Tells the database of all plans of the price book in force, in their order: the first is the plan of those without. */
    public Mono<Void> tell(List<PlanTerms> plans) {
        return Outage.told(connections.money(connection -> tell(connection, plans, true)));
    }

    /**
     * Begins the plan that an account was made with, and gives what it gives; once for each account. False: there is no such
     * account.
     *
     * @param zone where the account's days and months begin
     */
    public static Mono<Boolean> start(Connection connection, long account, PlanTerms terms, ZoneId zone) {
        return tell(connection, List.of(terms), false)
                .then(one(
                        connection
                                .createStatement("SELECT tg_start_plan($1, $2) AS found")
                                .bind(0, account)
                                .bind(1, zone.getId()),
                        row -> Objects.requireNonNull(row.get("found", Boolean.class))));
    }

    /** Gives an account another plan, in the caller's transaction; empty if there is no such account. */
    public static Mono<PlanChange.Result> change(Connection connection, PlanChange change) {
        return tell(connection, List.of(change.terms()), false).then(one(set(connection, change), Plans::result));
    }

    /**
     * Takes back, in the caller's transaction, what was asked for at the end of the month: the plan goes on as it is. Empty
     * if the account is on another plan.
     */
    public static Mono<PlanChange.Result> keep(Connection connection, long account, String plan) {
        return one(connection.createStatement(KEEP).bind(0, account).bind(1, plan), Plans::result);
    }

    private static PlanChange.Result result(Readable row) {
        return new PlanChange.Result(
                text(row, "was"), Objects.requireNonNull(row.get("changed", Boolean.class)), plan(row));
    }

    private static Statement set(Connection connection, PlanChange change) {
        Statement set = connection
                .createStatement(SET)
                .bind(0, change.account())
                .bind(1, change.terms().plan())
                .bind(2, change.when().monthEnd())
                .bind(4, change.when().invoiced());
        String end = change.when().end();
        return end == null ? set.bindNull(3, String.class) : set.bind(3, end);
    }

    /** The account's plan, with all that has fallen due; empty for an account whose plan was never begun. */
    public Mono<AccountPlan> of(long account) {
        return connections.read(connection -> one(
                        connection.createStatement("SELECT tg_give_daily($1)").bind(0, account), row -> true)
                .then(one(connection.createStatement(OF).bind(0, account), Plans::plan)));
    }

    /** Whose days and months the account's are from now on; the month that has begun goes on to its end. */
    public Mono<Void> zone(long account, ZoneId zone) {
        return Outage.told(connections.money(connection -> one(
                        connection
                                .createStatement("SELECT tg_set_zone($1, $2)")
                                .bind(0, account)
                                .bind(1, zone.getId()),
                        row -> true)))
                .then();
    }

    /** What the account's calls have used; empty for an account whose plan was never begun. */
    public Mono<TokenCount> tokens(long account) {
        return connections.read(connection -> one(
                connection.createStatement(TOKENS).bind(0, account),
                row -> new TokenCount(number(row, "month"), number(row, "lifetime"), number(row, "reserved"))));
    }

    /** Tells the database of these plans, in the caller's transaction. */
    public static Mono<Void> tell(Connection connection, List<PlanTerms> plans) {
        return tell(connection, plans, false);
    }

    static Mono<Void> tell(Connection connection, List<PlanTerms> plans, boolean all) {
        return one(
                        connection
                                .createStatement(TELL)
                                .bind(0, array(plans, String[]::new, PlanTerms::plan))
                                .bind(1, array(plans, Long[]::new, terms -> terms.once()
                                        .nanos()))
                                .bind(2, array(plans, Long[]::new, terms -> terms.monthly()
                                        .nanos()))
                                .bind(3, array(plans, Boolean[]::new, PlanTerms::monthlyKept))
                                .bind(4, array(plans, Long[]::new, terms -> terms.daily()
                                        .nanos()))
                                .bind(5, array(plans, Boolean[]::new, PlanTerms::dailyKept))
                                .bind(6, all),
                        row -> true)
                .then();
    }

    private static AccountPlan plan(Readable row) {
        return new AccountPlan(
                text(row, "plan"),
                Objects.requireNonNull(row.get("since", Instant.class)),
                row.get("until", Instant.class),
                row.get("next_plan", String.class),
                Objects.requireNonNull(row.get("month_from", Instant.class)),
                Objects.requireNonNull(row.get("month_until", Instant.class)));
    }

    private static <A> Mono<A> one(Statement statement, Function<Readable, A> read) {
        return Flux.from(statement.execute())
                .concatMap(result -> result.map(read::apply))
                .collectList()
                .flatMap(rows -> Mono.justOrEmpty(rows.stream().findFirst()));
    }

    private static <T, V> V[] array(List<T> items, IntFunction<V[]> made, Function<T, V> field) {
        return items.stream().map(field).toArray(made);
    }

    private static String text(Readable row, String column) {
        @Nullable String text = row.get(column, String.class);
        return Objects.requireNonNull(text);
    }

    private static long number(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, Long.class));
    }
}

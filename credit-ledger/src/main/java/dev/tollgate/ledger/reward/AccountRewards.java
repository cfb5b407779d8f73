package dev.tollgate.ledger.reward;

import dev.tollgate.ledger.database.Connections;
import dev.tollgate.ledger.database.Outage;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.Rewards;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.Readable;
import io.r2dbc.spi.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * Credits by rule. The database gives them: to a new account in the commit that begins its plan, to inviters and for loyalty
 * when the time has come. Here it is told the rules, and who is invited by whom.
 */
public final class AccountRewards {

    private static final String TELL = "SELECT count(tg_tell_rewards($1, $2, $3, $4, $5, $6, $7, $8, $9))::int AS told";

    private static final String INVITER =
            """
            SELECT c.code, r.invited, r.paid, (SELECT count(*) FROM referral) AS of_all
              FROM (SELECT tg_referral_code($1) AS code) c,
                   (SELECT count(*) AS invited, count(paid_at) AS paid FROM referral WHERE inviter = $1) r
            """;

    private final Connections connections;

    public AccountRewards(Connections connections) {
        this.connections = connections;
    }

    /** Tells the database the rules of the price book in force. A period of loyalty begins with the rule. */
    public Mono<Void> tell(Rewards rules) {
        return Outage.told(connections.money(connection -> one(told(connection, rules), row -> true)))
                .then();
    }

    private static Statement told(Connection connection, Rewards rules) {
        Optional<Rewards.Welcome> welcome = rules.welcome();
        Optional<Rewards.Referral> referral = rules.referral();
        Optional<Rewards.Loyalty> loyalty = rules.loyalty();
        return connection
                .createStatement(TELL)
                .bind(0, nanos(welcome.map(Rewards.Welcome::credits)))
                .bind(1, nanos(referral.map(Rewards.Referral::inviter)))
                .bind(2, nanos(referral.map(Rewards.Referral::invited)))
                .bind(3, referral.map(rule -> rule.bounds().perInviter()).orElse(0L))
                .bind(4, referral.map(rule -> rule.bounds().total()).orElse(0L))
                .bind(5, nanos(loyalty.map(Rewards.Loyalty::credits)))
                .bind(6, Math.max(1, days(loyalty.map(Rewards.Loyalty::every))))
                .bind(7, nanos(loyalty.map(Rewards.Loyalty::minSpent)))
                .bind(8, new Integer[] {
                    days(welcome.flatMap(Rewards.Welcome::expires)),
                    days(referral.flatMap(Rewards.Referral::expires)),
                    days(loyalty.flatMap(Rewards.Loyalty::expires))
                });
    }

    private static long nanos(Optional<Credits> credits) {
        return credits.orElse(Credits.ZERO).nanos();
    }

    /** 0: none. */
    private static int days(Optional<Duration> time) {
        return time.map(length -> Math.toIntExact(length.toDays())).orElse(0);
    }

    /** The account's code, made when it is first asked for, and what came of it. */
    public Mono<Inviter> inviter(long account) {
        return connections.read(connection -> one(
                connection.createStatement(INVITER).bind(0, account),
                row -> new Inviter(
                        Objects.requireNonNull(row.get("code", String.class)),
                        number(row, "invited"),
                        number(row, "paid"),
                        number(row, "of_all"))));
    }

    /**
     * Notes by whose code somebody is about to register. It counts if an account is made for that address within a day; the
     * last note counts. False: nobody has such a code.
     *
     * @param code empty: by nobody's
     */
    public Mono<Boolean> invite(String email, String code) {
        return connections.read(connection -> one(
                connection
                        .createStatement("SELECT tg_invite($1, $2) AS known")
                        .bind(0, email)
                        .bind(1, code),
                row -> Objects.requireNonNull(row.get("known", Boolean.class))));
    }

    private static <A> Mono<A> one(Statement statement, Function<Readable, A> read) {
        return Flux.from(statement.execute())
                .concatMap(result -> result.map(read::apply))
                .single();
    }

    private static long number(Readable row, String column) {
        return Objects.requireNonNull(row.get(column, Long.class));
    }
}

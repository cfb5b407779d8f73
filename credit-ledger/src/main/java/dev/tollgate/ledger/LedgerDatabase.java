package dev.tollgate.ledger;

import dev.tollgate.ledger.account.AccountSearch;
import dev.tollgate.ledger.account.Accounts;
import dev.tollgate.ledger.account.ApiKeys;
import dev.tollgate.ledger.account.Segments;
import dev.tollgate.ledger.alert.Alerts;
import dev.tollgate.ledger.analytics.UsageAnalytics;
import dev.tollgate.ledger.analytics.UsageRollup;
import dev.tollgate.ledger.approval.FourEyes;
import dev.tollgate.ledger.attempt.AttemptCounts;
import dev.tollgate.ledger.audit.AuditLog;
import dev.tollgate.ledger.billing.BillingBooks;
import dev.tollgate.ledger.billing.Inbox;
import dev.tollgate.ledger.billing.Orders;
import dev.tollgate.ledger.billing.TopUps;
import dev.tollgate.ledger.database.Connections;
import dev.tollgate.ledger.database.DatabaseUnreachable;
import dev.tollgate.ledger.database.DatabaseUrl;
import dev.tollgate.ledger.database.LedgerUnavailable;
import dev.tollgate.ledger.database.Schema;
import dev.tollgate.ledger.idempotency.AnswerSweeper;
import dev.tollgate.ledger.idempotency.IdempotentCalls;
import dev.tollgate.ledger.journal.Journal;
import dev.tollgate.ledger.key.AccountKeys;
import dev.tollgate.ledger.login.Logins;
import dev.tollgate.ledger.login.OwnData;
import dev.tollgate.ledger.login.People;
import dev.tollgate.ledger.ownkey.OwnKeyStore;
import dev.tollgate.ledger.plan.Plans;
import dev.tollgate.ledger.plan.PromoCodes;
import dev.tollgate.ledger.pricing.PriceVersions;
import dev.tollgate.ledger.reward.AccountRewards;
import dev.tollgate.ledger.usage.AwaitedCallbacks;
import dev.tollgate.ledger.usage.KeptObjects;
import dev.tollgate.ledger.usage.UsageLog;
import dev.tollgate.ledger.usage.UsageReplay;
import io.r2dbc.spi.Connection;
import io.r2dbc.spi.R2dbcException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

/** The database of the ledger, opened: the way to everything that is stored in it. */
public final class LedgerDatabase implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LedgerDatabase.class);

    private static final Duration CLOSING = Duration.ofSeconds(10);
    private static final Duration STARTING = Duration.ofSeconds(60);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final int FIRST_TRIES = 6;

    /** How often a node speaks up in the time after which it is taken for dead. */
    private static final int BEATS = 6;

    /** The usage log is summed up once in so many sweeps. */
    private static final int SWEEPS_A_ROLLUP = 5;

    private final Connections connections;
    private final MoneyFunctions functions;
    private final PostgresLedger ledger;
    private final NodeHeartbeat heartbeat;
    private final HoldSweeper sweeper;
    private final Accounts accounts;
    private final ApiKeys keys;
    private final AccountKeys accountKeys;
    private final UsageLog usageLog;
    private final Journal journal;
    private final PriceVersions prices;
    private final Plans plans;
    private final PromoCodes promoCodes;
    private final AccountRewards rewards;
    private final TokenAllowances tokens;
    private final AuditLog audit;
    private final Disposable keyChanges;
    private final UsageRollup rollup;
    private final Disposable answers;

    /**
     * @param url {@code r2dbc:postgresql://user:password@host:port/database}
     * @param readers connections for reads, beside five for money
     * @param holdTtl how long a hold stands of whose call nothing is heard; and how long its call, given back by then, is
     *     waited for until it is charged by what is known
     * @param nodeSilence how long a node may be silent before its holds are given back
     * @param sweepEvery how often that is looked for
     */
    public record Settings(String url, int readers, Duration holdTtl, Duration nodeSilence, Duration sweepEvery) {
        public static Settings of(String url) {
            return new Settings(url, 8, Duration.ofMinutes(10), Duration.ofSeconds(15), Duration.ofSeconds(2));
        }
    }

    private LedgerDatabase(Settings settings) {
        DatabaseUrl url = DatabaseUrl.parse(settings.url());
        UUID node = UUID.randomUUID();
        this.connections = new Connections(url, settings.readers());
        this.functions = new MoneyFunctions(node, settings.holdTtl());
        this.ledger = new PostgresLedger(connections, functions);
        this.heartbeat =
                new NodeHeartbeat(connections, node, settings.nodeSilence().dividedBy(BEATS));
        this.sweeper = new HoldSweeper(connections, ledger, settings);
        this.accounts = new Accounts(connections);
        this.keys = new ApiKeys(connections);
        this.accountKeys = new AccountKeys(connections);
        this.usageLog = new UsageLog(connections);
        this.journal = new Journal(connections);
        this.prices = new PriceVersions(connections);
        this.plans = new Plans(connections);
        this.promoCodes = new PromoCodes(connections, GrantRequest.MOST_OF_ACCOUNT);
        this.rewards = new AccountRewards(connections);
        this.tokens = new TokenAllowances(connections);
        this.audit = new AuditLog(connections);
        this.keyChanges = keys.listen();
        this.rollup = new UsageRollup(connections, settings.sweepEvery().multipliedBy(SWEEPS_A_ROLLUP));
        this.answers = new AnswerSweeper(new IdempotentCalls(connections)).begin();
    }

    /**
     * Connects and brings the schema up to date. Blocks.
     *
     * @throws DatabaseUnreachable if the database cannot be used
     * @throws IllegalArgumentException if the address is malformed
     */
    public static LedgerDatabase open(Settings settings) {
        return open(settings, settings.url());
    }

    /**
     * The same with a login of its own for bringing the schema up to date.
     *
     * @param migrator the same database, as the login that owns the tables
     */
    public static LedgerDatabase open(Settings settings, String migrator) {
        DatabaseUrl url = DatabaseUrl.parse(settings.url());
        Schema.migrate(DatabaseUrl.parse(migrator), url);
        LedgerDatabase database = new LedgerDatabase(settings);
        try {
            // Before the first hold: a node that was never heard of counts as dead.
            // It is tried for a while, because a busy machine may be slow to give the first connection.
            database.heartbeat
                    .beat()
                    .retryWhen(Retry.backoff(FIRST_TRIES, FIRST_PAUSE)
                            .onRetryExhaustedThrow((tries, last) -> last.failure()))
                    // Before the first entry, which would lie in the way of its month. It is tried again every hour.
                    .then(database.sweeper.makeMonths().onErrorComplete())
                    .block(STARTING);
        } catch (R2dbcException failure) {
            database.close();
            throw new DatabaseUnreachable("The database " + url + " cannot be used: " + failure.getMessage(), failure);
        }
        return database;
    }

    public Ledger ledger() {
        return ledger;
    }

    /** Tells somebody of every batch of {@link #ledger()} from now on. */
    public void observe(BatchObserver observer) {
        ledger.observe(observer);
    }

    /** How many calls of {@link #ledger()} wait in a lane for their batch. */
    public int waiting(BatchObserver.Lane lane) {
        return ledger.waiting(lane);
    }

    /** The same ledger with one statement and one commit for each move: what {@link #ledger()} is measured against. */
    public Ledger unbatched() {
        return new UnbatchedLedger(connections, functions);
    }

    /** The ledger as part of a transaction that the caller has begun on the connection. */
    public Ledger within(Connection connection) {
        return new DirectLedger(connection, functions);
    }

    public Accounts accounts() {
        return accounts;
    }

    public AccountSearch accountSearch() {
        return new AccountSearch(connections);
    }

    public Segments segments() {
        return new Segments(connections);
    }

    public ApiKeys keys() {
        return keys;
    }

    public OwnKeyStore ownKeys() {
        return new OwnKeyStore(connections);
    }

    public AccountKeys accountKeys() {
        return accountKeys;
    }

    public UsageLog usageLog() {
        return usageLog;
    }

    public UsageReplay usageReplay() {
        return new UsageReplay(connections);
    }

    public UsageAnalytics analytics() {
        return new UsageAnalytics(connections);
    }

    public KeptObjects keptObjects() {
        return new KeptObjects(connections);
    }

    public AttemptCounts attemptCounts() {
        return new AttemptCounts(connections);
    }

    public IdempotentCalls idempotentCalls() {
        return new IdempotentCalls(connections);
    }

    public AwaitedCallbacks callbacks() {
        return new AwaitedCallbacks(connections);
    }

    public Alerts alerts() {
        return new Alerts(connections, ledger::observe);
    }

    public Journal journal() {
        return journal;
    }

    public PriceVersions prices() {
        return prices;
    }

    public Plans plans() {
        return plans;
    }

    public PromoCodes promoCodes() {
        return promoCodes;
    }

    public AccountRewards rewards() {
        return rewards;
    }

    public Inbox inbox() {
        return new Inbox(connections);
    }

    public Orders orders() {
        return new Orders(connections);
    }

    public BillingBooks billing() {
        return new BillingBooks(connections);
    }

    public TopUps topUps() {
        return new TopUps(connections);
    }

    public TokenAllowances tokens() {
        return tokens;
    }

    public AuditLog audit() {
        return audit;
    }

    /** The same ledger for administrators, whose moves are written into {@link #audit()}. */
    public AuditedLedger audited() {
        return new AuditedLedger(audit, functions);
    }

    /** What administrators give by hand, and what of it waits for a second one. */
    public FourEyes fourEyes() {
        return new FourEyes(connections, audit, GrantRequest.MOST_OF_ACCOUNT);
    }

    public People people() {
        return new People(connections);
    }

    public Logins logins() {
        return new Logins(connections);
    }

    public OwnData ownData() {
        return new OwnData(connections);
    }

    /** Fails with {@link LedgerUnavailable} if the database does not answer. */
    public Mono<Void> ping() {
        return connections
                .read(connection -> Flux.from(
                                connection.createStatement("SELECT 1").execute())
                        .concatMap(result -> result.map(row -> true))
                        .then(Mono.just(true)))
                .then();
    }

    /** Writes what still waits to be written, for ten seconds at most, and disconnects. Blocks. */
    @Override
    public void close() {
        long end = System.nanoTime() + CLOSING.toNanos();
        while (!(ledger.idle() && tokens.idle()) && System.nanoTime() < end) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        if (!ledger.idle()) {
            log.error("The ledger was closed before all settlements were written; their holds will be given back");
        }
        sweeper.stop();
        heartbeat.stop();
        keyChanges.dispose();
        answers.dispose();
        rollup.stop();
        connections.close().block(CLOSING);
    }
}

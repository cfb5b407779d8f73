package dev.tollgate.ledger;

import dev.tollgate.ledger.BatchObserver.Lane;
import dev.tollgate.ledger.alert.BalanceObserver;
import dev.tollgate.ledger.database.Connections;
import dev.tollgate.ledger.database.LedgerUnavailable;
import dev.tollgate.ledger.database.Outage;
import dev.tollgate.ledger.plan.PlanTerms;
import dev.tollgate.ledger.plan.Plans;
import io.r2dbc.spi.Connection;
import java.time.ZoneId;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * The ledger on PostgreSQL. Holds and settlements each have a queue of their own, so that calls that end never wait
 * behind calls that begin.
 *
 * <p>When the database does not answer, a hold, a spend or a correction fails at once: its caller is told, and nothing
 * goes on behind its back. A settlement or a grant is tried again with its id until the database answers, because what it
 * pays for has happened.
 */
final class PostgresLedger implements Ledger {

    private static final Logger log = LoggerFactory.getLogger(PostgresLedger.class);

    private static final int MAX_WAITING_HOLDS = 10_000;

    /** Far more calls than can run at once; holds are refused when half of it is full, so it does not overflow. */
    private static final int MAX_WAITING_SETTLEMENTS = 100_000;

    private final GroupCommit<HoldRequest, HoldResult> holds;
    private final GroupCommit<MoneyFunctions.Settle, Settlement> settlements;
    private final GroupCommit<GrantRequest, GrantResult> grants;
    private final GroupCommit<SpendRequest, SpendResult> spends;
    private final GroupCommit<CorrectionRequest, CorrectionResult> corrections;
    private final Connections connections;
    private final MoneyFunctions functions;
    private final Balances balances;
    private volatile BalanceObserver balanceObserver = (account, after) -> {};
    private volatile BatchObserver observer = (lane, size, waited, commit) -> {};

    PostgresLedger(Connections connections, MoneyFunctions functions) {
        this.holds = new GroupCommit<>(MAX_WAITING_HOLDS, false, timing(Lane.HOLD), sent(connections, functions::hold));
        this.settlements = new GroupCommit<>(
                MAX_WAITING_SETTLEMENTS, true, timing(Lane.SETTLE), sent(connections, functions::settle));
        this.grants = new GroupCommit<>(
                MAX_WAITING_SETTLEMENTS, true, timing(Lane.GRANT), sent(connections, functions::grant));
        this.spends =
                new GroupCommit<>(MAX_WAITING_HOLDS, false, timing(Lane.SPEND), sent(connections, functions::spend));
        this.corrections = new GroupCommit<>(
                MAX_WAITING_HOLDS, false, timing(Lane.CORRECT), sent(connections, AccountFunctions::correct));
        this.connections = connections;
        this.functions = functions;
        this.balances = new Balances(connections);
    }

    private GroupCommit.Timing timing(Lane lane) {
        return (size, waited, commit) -> {
            try {
                observer.batch(lane, size, waited, commit);
            } catch (RuntimeException bug) {
                log.error("The observer of the ledger's batches failed; the batch did not", bug);
            }
        };
    }

    /** From now on tells of its batches. */
    void observe(BatchObserver by) {
        observer = by;
    }

    /** From now on tells of the balances that it has moved. */
    void observe(BalanceObserver by) {
        balanceObserver = by;
    }

    private void tell(long account, Balance.Funds after) {
        try {
            balanceObserver.moved(account, after);
        } catch (RuntimeException bug) {
            log.error("The observer of balances failed; the move did not", bug);
        }
    }

    private Mono<Settlement> settle(MoneyFunctions.Settle request) {
        return settlements.call(request).doOnNext(settled -> tell(request.account(), settled.balance()));
    }

    /** How many calls wait in a lane for their batch. */
    int waiting(Lane lane) {
        return switch (lane) {
            case HOLD -> holds.waiting();
            case SETTLE -> settlements.waiting();
            case SPEND -> spends.waiting();
            case GRANT -> grants.waiting();
            case CORRECT -> corrections.waiting();
        };
    }

    private static <Q, A> Function<List<Q>, Mono<List<A>>> sent(
            Connections connections, BiFunction<Connection, List<Q>, Mono<List<A>>> function) {
        return batch -> Outage.toldUnlessTooLong(connections.money(connection -> function.apply(connection, batch)));
    }

    @Override
    public Mono<HoldResult> hold(HoldRequest request) {
        return settlements.waiting() > MAX_WAITING_SETTLEMENTS / 2
                ? Mono.error(new LedgerUnavailable("the ledger is behind with its settlements", null))
                : holds.call(request);
    }

    /** Rare, and never worth a connection that a hold waits for. */
    @Override
    public Mono<RaiseResult> raise(RaiseRequest request) {
        return Outage.told(connections.moneyInTurn(connection -> functions.raise(connection, request)));
    }

    @Override
    public Mono<Settlement> capture(CaptureRequest request) {
        return settle(new MoneyFunctions.Settle(request.hold(), request.account(), true, request.record()));
    }

    @Override
    public Mono<Settlement> release(ReleaseRequest request) {
        return settle(new MoneyFunctions.Settle(request.hold(), request.account(), false, request.record()));
    }

    @Override
    public Mono<GrantResult> grant(GrantRequest request) {
        return grants.call(request).doOnNext(granted -> tell(request.account(), granted.balance()));
    }

    @Override
    public Mono<SpendResult> spend(SpendRequest request) {
        return spends.call(request).doOnNext(spent -> tell(request.account(), spent.balance()));
    }

    @Override
    public Mono<Void> extend(List<HoldProgress> running) {
        return atOnce(connection -> functions.extend(connection, running)).then();
    }

    @Override
    public Mono<CorrectionResult> correct(CorrectionRequest request) {
        return corrections.call(request).doOnNext(made -> tell(request.account(), made.balance()));
    }

    @Override
    public Mono<Boolean> freeze(long account, boolean frozen, String reason) {
        return atOnce(connection -> AccountFunctions.freeze(connection, account, frozen, reason));
    }

    @Override
    public Mono<Boolean> daily(long account, DailyCredits credits) {
        return atOnce(connection -> AccountFunctions.daily(connection, account, credits));
    }

    @Override
    public Mono<Boolean> startPlan(long account, PlanTerms terms, ZoneId zone) {
        return atOnce(connection -> Plans.start(connection, account, terms, zone));
    }

    private <A> Mono<A> atOnce(Function<Connection, Mono<A>> move) {
        return Outage.told(connections.money(move));
    }

    @Override
    public Mono<Balance> balance(long account) {
        return balances.of(account);
    }

    /** Whether nothing waits to be written. */
    boolean idle() {
        return holds.idle() && settlements.idle() && grants.idle() && spends.idle() && corrections.idle();
    }
}

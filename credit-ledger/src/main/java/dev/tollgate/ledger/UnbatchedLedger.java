package dev.tollgate.ledger;

import dev.tollgate.ledger.database.Connections;
import dev.tollgate.ledger.plan.PlanTerms;
import java.time.ZoneId;
import java.util.List;
import java.util.function.Function;
import reactor.core.publisher.Mono;

/** The ledger without group commit: each move takes a connection of its own and is a commit of its own. */
final class UnbatchedLedger implements Ledger {

    private final Connections connections;
    private final MoneyFunctions functions;

    UnbatchedLedger(Connections connections, MoneyFunctions functions) {
        this.connections = connections;
        this.functions = functions;
    }

    private <A> Mono<A> alone(Function<Ledger, Mono<A>> move) {
        return connections.read(connection -> move.apply(new DirectLedger(connection, functions)));
    }

    @Override
    public Mono<HoldResult> hold(HoldRequest request) {
        return alone(ledger -> ledger.hold(request));
    }

    @Override
    public Mono<RaiseResult> raise(RaiseRequest request) {
        return alone(ledger -> ledger.raise(request));
    }

    @Override
    public Mono<Settlement> capture(CaptureRequest request) {
        return alone(ledger -> ledger.capture(request));
    }

    @Override
    public Mono<Settlement> release(ReleaseRequest request) {
        return alone(ledger -> ledger.release(request));
    }

    @Override
    public Mono<GrantResult> grant(GrantRequest request) {
        return alone(ledger -> ledger.grant(request));
    }

    @Override
    public Mono<SpendResult> spend(SpendRequest request) {
        return alone(ledger -> ledger.spend(request));
    }

    @Override
    public Mono<Void> extend(List<HoldProgress> running) {
        return alone(ledger -> ledger.extend(running));
    }

    @Override
    public Mono<CorrectionResult> correct(CorrectionRequest request) {
        return alone(ledger -> ledger.correct(request));
    }

    @Override
    public Mono<Boolean> freeze(long account, boolean frozen, String reason) {
        return alone(ledger -> ledger.freeze(account, frozen, reason));
    }

    @Override
    public Mono<Boolean> daily(long account, DailyCredits credits) {
        return alone(ledger -> ledger.daily(account, credits));
    }

    @Override
    public Mono<Boolean> startPlan(long account, PlanTerms terms, ZoneId zone) {
        return alone(ledger -> ledger.startPlan(account, terms, zone));
    }

    @Override
    public Mono<Balance> balance(long account) {
        return alone(ledger -> ledger.balance(account));
    }
}

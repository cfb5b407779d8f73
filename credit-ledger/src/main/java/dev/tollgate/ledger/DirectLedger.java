package dev.tollgate.ledger;

import dev.tollgate.ledger.plan.PlanTerms;
import dev.tollgate.ledger.plan.Plans;
import io.r2dbc.spi.Connection;
import java.time.ZoneId;
import java.util.List;
import reactor.core.publisher.Mono;

/** The ledger on one connection, each call by itself: part of whatever transaction its owner has begun there. */
final class DirectLedger implements Ledger {

    private final Connection connection;
    private final MoneyFunctions functions;

    DirectLedger(Connection connection, MoneyFunctions functions) {
        this.connection = connection;
        this.functions = functions;
    }

    @Override
    public Mono<HoldResult> hold(HoldRequest request) {
        return functions.hold(connection, List.of(request)).map(answers -> answers.get(0));
    }

    @Override
    public Mono<RaiseResult> raise(RaiseRequest request) {
        return functions.raise(connection, request);
    }

    @Override
    public Mono<Settlement> capture(CaptureRequest request) {
        return settle(new MoneyFunctions.Settle(request.hold(), request.account(), true, request.record()));
    }

    @Override
    public Mono<Settlement> release(ReleaseRequest request) {
        return settle(new MoneyFunctions.Settle(request.hold(), request.account(), false, request.record()));
    }

    private Mono<Settlement> settle(MoneyFunctions.Settle settle) {
        return functions.settle(connection, List.of(settle)).map(answers -> answers.get(0));
    }

    @Override
    public Mono<GrantResult> grant(GrantRequest request) {
        return functions.grant(connection, List.of(request)).map(answers -> answers.get(0));
    }

    @Override
    public Mono<SpendResult> spend(SpendRequest request) {
        return functions.spend(connection, List.of(request)).map(answers -> answers.get(0));
    }

    @Override
    public Mono<Void> extend(List<HoldProgress> running) {
        return functions.extend(connection, running).then();
    }

    @Override
    public Mono<CorrectionResult> correct(CorrectionRequest request) {
        return AccountFunctions.correct(connection, List.of(request)).map(answers -> answers.get(0));
    }

    @Override
    public Mono<Boolean> freeze(long account, boolean frozen, String reason) {
        return AccountFunctions.freeze(connection, account, frozen, reason);
    }

    @Override
    public Mono<Boolean> daily(long account, DailyCredits credits) {
        return AccountFunctions.daily(connection, account, credits);
    }

    @Override
    public Mono<Boolean> startPlan(long account, PlanTerms terms, ZoneId zone) {
        return Plans.start(connection, account, terms, zone);
    }

    @Override
    public Mono<Balance> balance(long account) {
        return Balances.read(connection, account);
    }
}

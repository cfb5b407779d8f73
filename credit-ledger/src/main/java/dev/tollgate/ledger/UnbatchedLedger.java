package dev.tollgate.ledger;

import dev.tollgate.ledger.database.Connections;
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
    public Mono<Balance> balance(long account) {
        return alone(ledger -> ledger.balance(account));
    }
}

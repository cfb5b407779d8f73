package dev.tollgate.ledger.alert;

import dev.tollgate.ledger.Balance;

/** Is told what accounts have after their money has moved. Called on the ledger's threads: it must not wait for anything. */
@FunctionalInterface
public interface BalanceObserver {

    void moved(long account, Balance.Funds after);
}

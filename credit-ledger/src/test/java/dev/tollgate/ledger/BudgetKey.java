package dev.tollgate.ledger;

import dev.tollgate.ledger.key.Run;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A key of an account, by which tests hold and spend. */
record BudgetKey(long account, long number, String id) {
    HoldRequest hold(String amount) {
        return hold(amount, null);
    }

    HoldRequest hold(String amount, @Nullable Run run) {
        HoldRequest plain = Calls.hold(account, amount);
        return new HoldRequest(
                plain.id(),
                account,
                plain.amount(),
                plain.floor(),
                plain.subject().paidBy(number, run == null ? null : run.name()),
                Run.budgetOf(run));
    }

    SpendRequest spend(String amount, @Nullable Run run, boolean dry) {
        SpendRequest plain = Calls.spend(account, UUID.randomUUID().toString(), amount, "sms");
        return new SpendRequest(
                plain.id(),
                account,
                plain.key(),
                plain.body(),
                plain.charge(),
                plain.service(),
                plain.tags(),
                dry,
                number,
                run,
                Optional.empty());
    }
}

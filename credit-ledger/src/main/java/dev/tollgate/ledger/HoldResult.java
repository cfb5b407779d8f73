package dev.tollgate.ledger;

import dev.tollgate.ledger.key.Budget;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a {@link HoldRequest}.
 *
 * @param status whether the funds are set aside, else why not
 * @param balance what the account has after it
 * @param budget the one that does not allow it; only with {@link Status#BUDGET}
 */
public record HoldResult(Status status, Balance.Funds balance, @Nullable Budget budget) {

    public enum Status {
        PLACED,
        /** The account does not have the amount, even without the holds of its other running calls. */
        INSUFFICIENT,
        /** The account has the amount, but other running calls hold it at the moment. */
        ON_HOLD,
        /** The account owes credits. */
        IN_DEBT,
        /** The account is frozen. */
        FROZEN,
        NO_ACCOUNT,
        /** The account has the amount, but a budget of the key or the run does not allow it. */
        BUDGET,
        /** The id belongs to a hold of another account or amount, or to one that is settled. */
        ID_TAKEN
    }

    public boolean placed() {
        return status == Status.PLACED;
    }
}

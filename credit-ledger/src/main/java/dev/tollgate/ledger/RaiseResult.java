package dev.tollgate.ledger;

/**
 * The answer to a {@link RaiseRequest}.
 *
 * @param status whether so much is set aside, else why not
 * @param balance what the account has after it
 */
public record RaiseResult(Status status, Balance.Funds balance) {

    public enum Status {
        RAISED,
        /** The account does not have it, even without the holds of its other running calls. */
        INSUFFICIENT,
        /** The account has it, but other running calls hold it at the moment. */
        ON_HOLD,
        /** A budget of the key does not allow it. */
        BUDGET,
        /** The budget of the run does not allow it. */
        RUN_BUDGET,
        /** The account is frozen. */
        FROZEN,
        /** The hold is settled, or was given back. */
        GONE
    }
}

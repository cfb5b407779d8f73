package dev.tollgate.ledger;

/**
 * The answer to a {@link GrantRequest}.
 *
 * @param status whether it was given by this call
 * @param balance what the account has after it
 */
public record GrantResult(Status status, Balance.Funds balance) {

    public enum Status {
        GRANTED,
        /** The same was granted by this reference before; nothing was added now. */
        ALREADY_GRANTED,
        /** The reference stands for another grant; nothing was added. */
        REFERENCE_TAKEN,
        /** The account would have more than {@link GrantRequest#MOST_OF_ACCOUNT}; nothing was added. */
        TOO_MUCH,
        NO_ACCOUNT
    }
}

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
        /** The same source and reference gave the same amount to the same account before; nothing was added now. */
        ALREADY_GRANTED,
        /** The same source and reference stand for another amount or account; nothing was added. */
        REFERENCE_TAKEN,
        NO_ACCOUNT
    }
}

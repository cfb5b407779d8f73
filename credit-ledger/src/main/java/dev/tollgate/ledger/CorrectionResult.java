package dev.tollgate.ledger;

import dev.tollgate.pricing.Credits;

/**
 * The answer to a {@link CorrectionRequest}.
 *
 * @param corrected how much it was about; zero if nothing was corrected
 * @param balance what the account has after it
 */
public record CorrectionResult(Status status, Credits corrected, Balance.Funds balance) {

    public enum Status {
        CORRECTED,
        /** The same was corrected by this reference before; nothing moved now. */
        ALREADY_CORRECTED,
        /** The reference stands for another correction; nothing moved. */
        REFERENCE_TAKEN,
        /** The account has no such request or grant. */
        NOT_FOUND,
        /** More than is left to refund or reverse, or than an account may owe or have; nothing moved. */
        TOO_MUCH,
        NO_ACCOUNT
    }
}

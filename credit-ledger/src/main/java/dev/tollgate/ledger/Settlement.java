package dev.tollgate.ledger;

import dev.tollgate.pricing.Credits;

/**
 * How a hold ended.
 *
 * @param status whether this call ended it, else what it was already
 * @param debited what the call was debited in all, now or before
 * @param balance what the account has after it
 */
public record Settlement(Status status, Credits debited, Balance.Funds balance) {

    public enum Status {
        CAPTURED,
        RELEASED,
        ALREADY_CAPTURED,
        ALREADY_RELEASED,
        NO_HOLD
    }
}

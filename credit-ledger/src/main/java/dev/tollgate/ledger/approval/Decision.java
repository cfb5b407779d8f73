package dev.tollgate.ledger.approval;

import java.util.Optional;

/**
 * What became of an approval or a rejection.
 *
 * @param proposal as it is now; empty if there is none
 */
public record Decision(Status status, Optional<Proposal> proposal) {

    public enum Status {
        /** What was proposed has been done. */
        APPROVED,
        REJECTED,
        /** Somebody approved it before; nothing was done now. */
        ALREADY_APPROVED,
        ALREADY_REJECTED,
        EXPIRED,
        /** Who asks is not another administrator than the one who proposed it. */
        NOT_ANOTHER,
        /** There is no such proposal. */
        NONE,
        /** More than an account may have, or than is left to refund; it stays open. */
        TOO_MUCH,
        /** The idempotency key has been used for something else since; it stays open. */
        REFERENCE_TAKEN,
        /** The plan has left the price book; it stays open. */
        NOT_FOUND,
        NO_ACCOUNT
    }

    /** Whether something is another now. */
    public boolean made() {
        return status == Status.APPROVED || status == Status.REJECTED;
    }
}

package dev.tollgate.ledger.approval;

import java.util.Optional;

/**
 * What became of something that an administrator gives: it was moved, or kept for a second one. Neither: its idempotency
 * key stands for another proposal.
 *
 * @param moved the answer of the move
 * @param now whether it was kept now, and not before
 */
public record Given<A>(Optional<A> moved, Optional<Proposal> kept, boolean now) {

    static <A> Given<A> moved(A answer) {
        return new Given<>(Optional.of(answer), Optional.empty(), false);
    }

    static <A> Given<A> keptNow(Proposal proposal) {
        return new Given<>(Optional.empty(), Optional.of(proposal), true);
    }

    static <A> Given<A> keptBefore(Proposal proposal) {
        return new Given<>(Optional.empty(), Optional.of(proposal), false);
    }

    static <A> Given<A> keyTaken() {
        return new Given<>(Optional.empty(), Optional.empty(), false);
    }
}

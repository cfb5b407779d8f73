package dev.tollgate.ledger.approval;

import dev.tollgate.pricing.Credits;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Credits that wait for a second administrator.
 *
 * @param account whose they are to be, by its public id
 * @param subject a grant's source, the request of a refund, or the name of a plan
 * @param amount what it comes to
 * @param actor who proposed it, as the audit log names administrators
 * @param endsAt from when on it cannot be approved any more
 * @param decided by whom and why; null while nobody has
 */
public record Proposal(
        long id,
        String account,
        Kind kind,
        String subject,
        String reference,
        Credits amount,
        String reason,
        String actor,
        Instant at,
        Instant endsAt,
        State state,
        @Nullable Decided decided) {

    public enum Kind {
        GRANT,
        /** An adjustment that gives. */
        GIVE,
        REFUND,
        /** A plan that begins with its approval. */
        PLAN,
        /** A plan that begins with the account's next month. */
        NEXT_PLAN
    }

    public enum State {
        OPEN,
        APPROVED,
        REJECTED,
        EXPIRED
    }

    public record Decided(String actor, String reason, Instant at) {}
}

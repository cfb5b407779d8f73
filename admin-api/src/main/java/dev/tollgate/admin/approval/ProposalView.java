package dev.tollgate.admin.approval;

import dev.tollgate.ledger.approval.Proposal;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A proposal as the API shows it.
 *
 * @param subject a grant's source, the request of a refund, or the name of a plan
 * @param credits what it comes to, a decimal text
 * @param decidedBy null while nobody has decided, as what follows
 */
record ProposalView(
        long proposal,
        String status,
        String kind,
        String account,
        String credits,
        String subject,
        String reference,
        String reason,
        String proposedBy,
        Instant proposedAt,
        Instant expiresAt,
        @Nullable String decidedBy,
        @Nullable Instant decidedAt,
        @Nullable String decision) {

    static ProposalView of(Proposal proposal) {
        Proposal.@Nullable Decided decided = proposal.decided();
        return new ProposalView(
                proposal.id(),
                proposal.state().name().toLowerCase(Locale.ROOT),
                proposal.kind().name().toLowerCase(Locale.ROOT),
                proposal.account(),
                proposal.amount().toString(),
                proposal.subject(),
                proposal.reference(),
                proposal.reason(),
                proposal.actor(),
                proposal.at(),
                proposal.endsAt(),
                decided == null ? null : decided.actor(),
                decided == null ? null : decided.at(),
                decided == null ? null : decided.reason());
    }
}

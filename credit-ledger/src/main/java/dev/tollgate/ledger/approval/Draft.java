package dev.tollgate.ledger.approval;

import org.jspecify.annotations.Nullable;

/**
 * What an administrator wants to give, as the database is asked for it; amounts in nano-credits or nano-dollars.
 *
 * @param reference what makes it unique among those of its kind
 * @param subject a grant's source, the request of a refund, or the name of a plan
 * @param asked 0: all that is left of a refund
 * @param effectiveAt a time as the database reads it
 * @param expiresAt the same, of a grant or a plan; null: the plan keeps the end that it has
 */
public record Draft(
        long account,
        Proposal.Kind kind,
        String reference,
        String subject,
        short priority,
        long asked,
        long cost,
        String models,
        String reason,
        String effectiveAt,
        @Nullable String expiresAt) {}

package dev.tollgate.ledger;

import dev.tollgate.ledger.approval.Draft;
import dev.tollgate.ledger.approval.Proposal;
import dev.tollgate.ledger.plan.PlanChange;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What the ledger can be asked for, as it is kept for a second administrator. */
public final class Drafts {

    private static final String AT_ONCE = "-infinity";
    private static final String NEVER = "infinity";

    private Drafts() {}

    public static Draft of(GrantRequest grant) {
        GrantTerms terms = grant.terms();
        return new Draft(
                grant.account(),
                Proposal.Kind.GRANT,
                grant.reference(),
                MoneyFunctions.lower(grant.source()),
                MoneyFunctions.priority(grant.source()),
                grant.amount().nanos(),
                MoneyFunctions.nanoDollars(terms),
                MoneyFunctions.patterns(terms),
                grant.reason(),
                MoneyFunctions.time(terms.effectiveAt(), AT_ONCE),
                MoneyFunctions.time(terms.expiresAt(), NEVER));
    }

    /** Of a correction that gives; one that takes away needs nobody else, and is counted as nothing. */
    public static Draft of(CorrectionRequest correction) {
        return new Draft(
                correction.account(),
                correction.kind() == CorrectionRequest.Kind.REFUND ? Proposal.Kind.REFUND : Proposal.Kind.GIVE,
                correction.reference(),
                correction.subject(),
                (short) 0,
                correction.amount().nanos(),
                0,
                "",
                correction.reason(),
                AT_ONCE,
                NEVER);
    }

    /** @param reference plans have none of their own: one that nothing else has */
    public static Draft of(PlanChange change, String reference, String reason) {
        @Nullable Instant until = change.when().until();
        return new Draft(
                change.account(),
                change.when().monthEnd() ? Proposal.Kind.NEXT_PLAN : Proposal.Kind.PLAN,
                reference,
                change.terms().plan(),
                (short) 0,
                0,
                0,
                "",
                reason,
                AT_ONCE,
                until == null ? null : MoneyFunctions.time(until.equals(Instant.MAX) ? null : until, NEVER));
    }
}

package dev.tollgate.admin.approval;

import dev.tollgate.admin.audit.Notes;
import dev.tollgate.ledger.approval.Proposal;
import dev.tollgate.ledger.audit.AuditNote;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Rows of the audit log about proposals: about the account, so that they stand among what was done to it. */
final class ProposalNotes {

    private ProposalNotes() {}

    static AuditNote opened(Notes notes, Proposal proposal) {
        return notes.note("proposal.open", proposal.account(), proposal.reason(), facts(proposal));
    }

    /** @param what {@code approve} or {@code reject} */
    static AuditNote decided(Notes notes, Proposal proposal, String what, String reason) {
        Map<String, Object> facts = facts(proposal);
        facts.put("proposedBy", proposal.actor());
        return notes.note("proposal." + what, proposal.account(), reason, facts);
    }

    private static Map<String, Object> facts(Proposal proposal) {
        Map<String, Object> facts = new LinkedHashMap<>();
        facts.put("proposal", proposal.id());
        facts.put("kind", proposal.kind().name().toLowerCase(Locale.ROOT));
        facts.put("subject", proposal.subject());
        facts.put("credits", proposal.amount().toString());
        facts.put("reference", proposal.reference());
        return facts;
    }
}

package dev.tollgate.admin.approval;

import dev.tollgate.admin.audit.Notes;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.approval.FourEyes;
import dev.tollgate.ledger.approval.Gift;
import dev.tollgate.ledger.approval.Given;
import dev.tollgate.ledger.approval.Giver;
import dev.tollgate.ledger.approval.Proposal;
import dev.tollgate.ledger.audit.AuditLog;
import dev.tollgate.pricing.Credits;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The way by which every administrator's gift goes: at once, or by way of a proposal. */
@Component
public final class Approval {

    private final FourEyes fourEyes;
    private final AuditLog audit;
    private final Optional<Credits> alone;

    Approval(FourEyes fourEyes, AuditLog audit, ApprovalSettings settings) {
        this.fourEyes = fourEyes;
        this.audit = audit;
        this.alone = settings.alone();
    }

    /**
     * Gives it and answers so, or answers 202 with the proposal; empty if the move is.
     *
     * @param answer to a move that was made
     */
    public <A> Mono<ResponseEntity<Object>> give(Gift<A> gift, Notes notes, Function<A, Object> answer) {
        return alone.map(most -> fourEyes.give(
                                gift, giver(notes), most, proposal -> ProposalNotes.opened(notes, proposal))
                        .map(given -> answer(given, answer)))
                .orElseGet(
                        () -> audit.with(gift.move(), gift.note()).map(made -> ResponseEntity.ok(answer.apply(made))));
    }

    /** Counts a gift that cannot wait for another administrator; fails with a 403 problem if it is beyond the day's. */
    public Mono<Void> count(Credits amount, Notes notes, String instead) {
        return alone.filter(most -> !amount.isZero())
                .map(most -> fourEyes.count(giver(notes), amount, most)
                        .flatMap(counted -> counted
                                ? Mono.<Void>empty()
                                : Mono.<Void>error(new Problem(
                                        HttpStatus.FORBIDDEN,
                                        "approval_required",
                                        "This gives " + amount + " credits, more than you may give today alone. "
                                                + instead))))
                .orElseGet(Mono::empty);
    }

    static Giver giver(Notes notes) {
        return new Giver(notes.person(), notes.actor());
    }

    private static <A> ResponseEntity<Object> answer(Given<A> given, Function<A, Object> answer) {
        return given.moved()
                .map(made -> ResponseEntity.ok(answer.apply(made)))
                .orElseGet(() -> given.kept().map(Approval::kept).orElseThrow(Approval::keyTaken));
    }

    private static ResponseEntity<Object> kept(Proposal proposal) {
        if (proposal.state() != Proposal.State.OPEN) {
            throw new Problem(
                    HttpStatus.CONFLICT,
                    "proposal_closed",
                    "This idempotency key stands for the proposal " + proposal.id() + ", which is "
                            + proposal.state().name().toLowerCase(Locale.ROOT)
                            + ". Use a new key to propose it again.");
        }
        return ResponseEntity.accepted().body(ProposalView.of(proposal));
    }

    private static Problem keyTaken() {
        return new Problem(
                HttpStatus.CONFLICT,
                "idempotency_key_reused",
                "This idempotency key was used for another proposal already. Nothing was done now.");
    }
}

package dev.tollgate.admin.approval;

import dev.tollgate.admin.audit.Notes;
import dev.tollgate.admin.problem.Access;
import dev.tollgate.admin.problem.Cursor;
import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.admin.problem.Query;
import dev.tollgate.ledger.approval.Decision;
import dev.tollgate.ledger.approval.FourEyes;
import dev.tollgate.ledger.approval.Proposal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code /api/credits/proposals}, for administrators: what waits for a second one, and what that one says. */
@RestController
class ProposalController {

    private static final int USUAL = 50;
    private static final int MOST = 200;
    private static final int LONGEST_STATUS = 20;
    private static final int LONGEST_REASON = 500;

    private final Access access;
    private final FourEyes fourEyes;

    ProposalController(Access access, FourEyes fourEyes) {
        this.access = access;
        this.fourEyes = fourEyes;
    }

    record Page(List<ProposalView> proposals, @Nullable String nextCursor) {}

    /** @param status what was done now, or {@code already_…} before */
    record Decided(String status, ProposalView proposal) {}

    @GetMapping("/api/credits/proposals")
    Mono<Page> page(ServerHttpRequest request) {
        access.requireAdmin(request);
        Query query = new Query(request, "status", "limit", "cursor");
        int limit = query.limit(USUAL, MOST);
        return fourEyes.page(query.before(), state(query), limit + 1).map(proposals -> {
            List<Proposal> shown = proposals.stream().limit(limit).toList();
            return new Page(
                    shown.stream().map(ProposalView::of).toList(),
                    proposals.size() > limit ? Cursor.after(shown.get(limit - 1).id()) : null);
        });
    }

    private static Optional<Proposal.State> state(Query query) {
        String status = query.text("status", LONGEST_STATUS);
        if (status.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Arrays.stream(Proposal.State.values())
                .filter(state -> state.name().toLowerCase(Locale.ROOT).equals(status))
                .findFirst()
                .orElseThrow(() -> Problem.badField("status", "must be open, approved, rejected or expired.")));
    }

    @PostMapping("/api/credits/proposals/{proposal}/approve")
    Mono<Decided> approve(@PathVariable("proposal") String id, ServerHttpRequest request) {
        Notes notes = Notes.ofAdmin(access.requireAdmin(request), request);
        return Fields.from(request, "reason")
                .map(fields -> fields.text("reason", LONGEST_REASON).orElse(""))
                .flatMap(reason -> fourEyes.approve(
                        number(id),
                        Approval.giver(notes),
                        reason,
                        proposal -> ProposalNotes.decided(notes, proposal, "approve", reason)))
                .map(decision -> answer(decision, Decision.Status.APPROVED, Decision.Status.ALREADY_APPROVED));
    }

    @PostMapping("/api/credits/proposals/{proposal}/reject")
    Mono<Decided> reject(@PathVariable("proposal") String id, ServerHttpRequest request) {
        Notes notes = Notes.ofAdmin(access.requireAdmin(request), request);
        return Fields.from(request, "reason")
                .map(ProposalController::why)
                .flatMap(reason -> fourEyes.reject(
                        number(id),
                        Approval.giver(notes),
                        reason,
                        proposal -> ProposalNotes.decided(notes, proposal, "reject", reason)))
                .map(decision -> answer(decision, Decision.Status.REJECTED, Decision.Status.ALREADY_REJECTED));
    }

    private static String why(Fields fields) {
        return fields.text("reason", LONGEST_REASON)
                .filter(reason -> !reason.isBlank())
                .orElseThrow(() -> Problem.badField("reason", "must say why, in at most 500 characters."));
    }

    /** What is no number is none that there is. */
    private static long number(String id) {
        if (!id.matches("[0-9]{1,18}")) {
            throw ProposalRefusals.none();
        }
        return Long.parseLong(id);
    }

    private static Decided answer(Decision decision, Decision.Status now, Decision.Status before) {
        if (decision.status() != now && decision.status() != before) {
            throw ProposalRefusals.of(decision.status());
        }
        return new Decided(
                decision.status().name().toLowerCase(Locale.ROOT),
                ProposalView.of(decision.proposal().orElseThrow(ProposalRefusals::none)));
    }
}

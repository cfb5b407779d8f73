package dev.tollgate.admin.approval;

import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.approval.Decision;
import org.springframework.http.HttpStatus;

/** Why a proposal is not approved or rejected. */
final class ProposalRefusals {

    private ProposalRefusals() {}

    static Problem none() {
        return Problem.notFound("There is no such proposal. GET /api/credits/proposals lists them.");
    }

    static Problem of(Decision.Status status) {
        return switch (status) {
            case NOT_ANOTHER -> new Problem(
                    HttpStatus.FORBIDDEN,
                    "second_administrator_required",
                    "A proposal is approved by an administrator who has logged in, who did not make it and who does not get"
                            + " its credits. The admin key approves nothing.");
            case ALREADY_APPROVED, ALREADY_REJECTED, EXPIRED -> closed("It cannot be decided any more: it is "
                    + (status == Decision.Status.ALREADY_APPROVED
                            ? "approved"
                            : status == Decision.Status.ALREADY_REJECTED ? "rejected" : "over a day old")
                    + ". Propose it again with a new idempotency key.");
            case TOO_MUCH -> impossible(
                    "It is more than is left to refund, or than an account may have by now. Nothing was moved.");
            case REFERENCE_TAKEN -> impossible(
                    "Its idempotency key was used for something else since. Nothing was moved; reject it.");
            case NOT_FOUND -> impossible("What it gives is not there any more. Nothing was moved; reject it.");
            default -> none();
        };
    }

    private static Problem closed(String sentence) {
        return new Problem(HttpStatus.CONFLICT, "proposal_closed", sentence);
    }

    private static Problem impossible(String sentence) {
        return new Problem(HttpStatus.CONFLICT, "proposal_impossible", sentence);
    }
}

package dev.tollgate.admin.billing;

import dev.tollgate.admin.audit.Notes;
import dev.tollgate.admin.problem.Access;
import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.audit.AuditLog;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code POST /api/billing/reconcile}, for administrators: compares Stripe with the books, and has mended what differs. */
@RestController
class ReconcileController {

    private static final int USUAL_DAYS = 35;
    private static final int MOST_DAYS = 400;

    private final Access access;
    private final StripeCalls stripe;
    private final Reconciliation reconciliation;
    private final AuditLog audit;

    ReconcileController(Access access, StripeCalls stripe, Reconciliation reconciliation, AuditLog audit) {
        this.access = access;
        this.stripe = stripe;
        this.reconciliation = reconciliation;
        this.audit = audit;
    }

    @PostMapping("/api/billing/reconcile")
    Mono<Reconciliation.Report> reconcile(ServerHttpRequest request) {
        Notes notes = Notes.ofAdmin(access.requireAdmin(request), request);
        stripe.requireReady();
        return Fields.from(request, "days")
                .map(ReconcileController::days)
                .flatMap(reconciliation::run)
                .flatMap(report -> audit.with(
                        connection -> Mono.just(report),
                        done -> Optional.of(notes.note(
                                "billing.reconcile",
                                "payments",
                                "",
                                Map.of(
                                        "missedEvents", done.missedEvents(),
                                        "differences", done.differences().size())))))
                .onErrorMap(StripeCalls::told);
    }

    private static int days(Fields fields) {
        String days = fields.decimal("days").orElse(Integer.toString(USUAL_DAYS));
        if (!days.matches("[0-9]{1,3}") || Integer.parseInt(days) < 1 || Integer.parseInt(days) > MOST_DAYS) {
            throw Problem.badField("days", "must be a whole number from 1 to " + MOST_DAYS + ".");
        }
        return Integer.parseInt(days);
    }
}

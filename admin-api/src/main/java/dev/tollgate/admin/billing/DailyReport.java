package dev.tollgate.admin.billing;

import dev.tollgate.ledger.audit.AuditLog;
import dev.tollgate.ledger.audit.AuditNote;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** Says what a comparison that nobody asked for has found: in the log, and to administrators in the audit log. */
@Component
final class DailyReport {

    private static final Logger log = LoggerFactory.getLogger(DailyReport.class);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Differences that the audit log is told of; the log has all. */
    private static final int MOST = 100;

    private final AuditLog audit;

    DailyReport(AuditLog audit) {
        this.audit = audit;
    }

    Mono<Void> tell(Reconciliation.Report report) {
        List<String> differences = report.differences();
        differences.forEach(
                difference -> log.warn("Stripe and the books differ, which is being mended: {}", difference));
        log.info(
                "Stripe was compared with the books: {} payments, {} differences, {} events had not come",
                report.payments(),
                differences.size(),
                report.missedEvents());
        return audit.with(connection -> Mono.just(report), told -> Optional.of(note(told)))
                .then();
    }

    private static AuditNote note(Reconciliation.Report report) {
        Map<String, Object> became = Map.of(
                "missedEvents", report.missedEvents(),
                "payments", report.payments(),
                "differences", report.differences().size(),
                "first", report.differences().stream().limit(MOST).toList());
        return new AuditNote("tollgate", "billing.reconcile", "payments", "", "", JSON.writeValueAsString(became), "");
    }
}

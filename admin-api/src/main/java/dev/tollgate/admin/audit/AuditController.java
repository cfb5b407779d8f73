package dev.tollgate.admin.audit;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.tollgate.admin.problem.Access;
import dev.tollgate.admin.problem.Cursor;
import dev.tollgate.admin.problem.Query;
import dev.tollgate.ledger.audit.AuditLog;
import dev.tollgate.ledger.audit.AuditNote;
import dev.tollgate.ledger.audit.AuditRow;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code GET /api/audit}, for administrators. */
@RestController
class AuditController {

    private static final int USUAL = 50;
    private static final int MOST = 200;
    private static final int LONGEST_TARGET = 255;

    private final Access access;
    private final AuditLog log;

    AuditController(Access access, AuditLog log) {
        this.access = access;
        this.log = log;
    }

    record Page(List<Row> audit, @Nullable String nextCursor) {}

    record Row(
            long seq,
            Instant at,
            String actor,
            String action,
            String target,
            String reason,
            @JsonRawValue @Nullable String was,
            @JsonRawValue @Nullable String became,
            String requestId) {

        static Row of(AuditRow row) {
            AuditNote note = row.note();
            return new Row(
                    row.seq(),
                    row.at(),
                    note.actor(),
                    note.action(),
                    note.target(),
                    note.reason(),
                    note.was().isEmpty() ? null : note.was(),
                    note.became().isEmpty() ? null : note.became(),
                    note.request());
        }
    }

    @GetMapping("/api/audit")
    Mono<Page> page(ServerHttpRequest request) {
        access.requireAdmin(request);
        Query query = new Query(request, "target", "limit", "cursor");
        int limit = query.limit(USUAL, MOST);
        return log.page(query.before(), query.text("target", LONGEST_TARGET), limit + 1)
                .map(rows -> {
                    List<Row> shown = rows.stream().limit(limit).map(Row::of).toList();
                    return new Page(
                            shown,
                            rows.size() > limit
                                    ? Cursor.after(shown.get(limit - 1).seq())
                                    : null);
                });
    }
}

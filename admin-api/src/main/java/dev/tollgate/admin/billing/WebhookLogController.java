package dev.tollgate.admin.billing;

import dev.tollgate.admin.audit.Notes;
import dev.tollgate.admin.problem.Access;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.admin.problem.Query;
import dev.tollgate.ledger.audit.AuditLog;
import dev.tollgate.ledger.billing.Inbox;
import dev.tollgate.ledger.billing.InboxEvent;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code /api/billing/webhooks}, for administrators: what Stripe told, what became of it, and the same once more. */
@RestController
class WebhookLogController {

    private static final int USUAL = 50;
    private static final int MOST = 200;
    private static final int LONGEST = 255;

    private final Access access;
    private final Inbox inbox;
    private final InboxWorker worker;
    private final AuditLog audit;

    WebhookLogController(Access access, Inbox inbox, InboxWorker worker, AuditLog audit) {
        this.access = access;
        this.inbox = inbox;
        this.worker = worker;
        this.audit = audit;
    }

    record Page(List<InboxEvent.Logged> webhooks, @Nullable String nextCursor) {}

    record Replayed(String event, String state) {}

    @GetMapping("/api/billing/webhooks")
    Mono<Page> page(ServerHttpRequest request) {
        access.requireAdmin(request);
        Query query = new Query(request, "state", "type", "object", "limit", "cursor");
        int limit = query.limit(USUAL, MOST);
        Inbox.Which which = new Inbox.Which(
                query.text("state", LONGEST), query.text("type", LONGEST), query.text("object", LONGEST));
        return inbox.page(which, before(query.text("cursor", LONGEST)), limit + 1)
                .map(rows -> {
                    List<InboxEvent.Logged> shown = rows.stream().limit(limit).toList();
                    return new Page(shown, rows.size() > limit ? cursor(shown.get(limit - 1)) : null);
                });
    }

    @PostMapping("/api/billing/webhooks/{event}/replay")
    Mono<Replayed> replay(@PathVariable String event, ServerHttpRequest request) {
        Notes notes = Notes.ofAdmin(access.requireAdmin(request), request);
        return audit.with(
                        connection -> Inbox.again(connection, event),
                        found -> found
                                ? Optional.of(notes.note("billing.replay", event, "", Map.of("state", "new")))
                                : Optional.empty())
                .map(found -> {
                    if (!found) {
                        throw Problem.notFound("There is no such event.");
                    }
                    worker.nudge();
                    return new Replayed(event, "new");
                });
    }

    private static String cursor(InboxEvent.Logged last) {
        return last.received() + "_" + last.id();
    }

    private static Inbox.Before before(String cursor) {
        int between = cursor.indexOf('_');
        if (cursor.isEmpty()) {
            return Inbox.Before.FIRST;
        }
        try {
            return new Inbox.Before(
                    Instant.parse(cursor.substring(0, Math.max(between, 0))), cursor.substring(between + 1));
        } catch (DateTimeException malformed) {
            throw Problem.badField(
                    "cursor", "is not one that this endpoint gave. Send 'nextCursor' of the page before, or none.");
        }
    }
}

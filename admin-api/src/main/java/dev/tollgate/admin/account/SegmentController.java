package dev.tollgate.admin.account;

import dev.tollgate.admin.audit.Notes;
import dev.tollgate.admin.problem.Access;
import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.account.Segments;
import java.util.Map;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code PUT /api/accounts/{account}/segment}, for administrators: what the account is counted with in analytics. */
@RestController
class SegmentController {

    private static final int LONGEST = 40;

    private final Access access;
    private final Segments segments;

    SegmentController(Access access, Segments segments) {
        this.access = access;
        this.segments = segments;
    }

    record Given(String account, String segment) {}

    @PutMapping("/api/accounts/{account}/segment")
    Mono<Given> set(@PathVariable("account") String id, ServerHttpRequest request) {
        Notes notes = Notes.ofAdmin(access.requireAdmin(request), request);
        return Fields.from(request, "segment").flatMap(fields -> {
            String segment = segment(fields);
            return segments.set(
                            id,
                            segment,
                            was -> notes.note(
                                    "account.segment", id, "", Map.of("segment", was), Map.of("segment", segment)))
                    .filter(known -> known)
                    .map(known -> new Given(id, segment))
                    .switchIfEmpty(Mono.error(() -> Problem.notFound("There is no such account.")));
        });
    }

    private static String segment(Fields fields) {
        return fields.text("segment", LONGEST)
                .filter(segment -> Segments.FORM.matcher(segment).matches())
                .orElseThrow(
                        () -> Problem.badField(
                                "segment",
                                "must be at most " + LONGEST
                                        + " small letters, digits, _ and -, beginning with a letter or digit; \"\" takes it away."));
    }
}

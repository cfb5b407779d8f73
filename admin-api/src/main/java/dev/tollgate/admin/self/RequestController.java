package dev.tollgate.admin.self;

import dev.tollgate.admin.problem.Access;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.usage.UsageLog;
import java.util.Optional;
import java.util.UUID;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code GET /v1/tollgate/requests/{id}}: what one call used and cost. */
@RestController
class RequestController {

    private final Access access;
    private final UsageLog usageLog;

    RequestController(Access access, UsageLog usageLog) {
        this.access = access;
        this.usageLog = usageLog;
    }

    @GetMapping("/v1/tollgate/requests/{id}")
    Mono<RequestView> request(@PathVariable String id, ServerHttpRequest request) {
        return access.account(request)
                .flatMap(account -> Mono.justOrEmpty(uuid(id)).flatMap(known -> usageLog.find(account.id(), known)))
                .map(RequestView::of)
                .switchIfEmpty(Mono.error(() -> Problem.notFound("None of your requests has this id.")));
    }

    private static Optional<UUID> uuid(String id) {
        try {
            return Optional.of(UUID.fromString(id));
        } catch (IllegalArgumentException noId) {
            return Optional.empty();
        }
    }
}

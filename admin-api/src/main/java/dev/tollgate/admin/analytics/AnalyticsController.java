package dev.tollgate.admin.analytics;

import dev.tollgate.admin.problem.Access;
import dev.tollgate.admin.throttle.Downloads;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.analytics.UsageAnalytics;
import java.time.Clock;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** {@code GET /api/analytics}: the caller's own usage; {@code GET /admin/analytics}: everybody's. */
@RestController
class AnalyticsController {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Access access;
    private final UsageAnalytics analytics;
    private final Clock clock = Clock.systemUTC();
    private final Downloads downloads;

    AnalyticsController(Access access, UsageAnalytics analytics, Downloads downloads) {
        this.downloads = downloads;
        this.access = access;
        this.analytics = analytics;
    }

    @GetMapping("/api/analytics")
    Mono<Void> own(ServerHttpRequest request, ServerHttpResponse response) {
        return access.account(request).flatMap(account -> own(account, request, response));
    }

    private Mono<Void> own(Account account, ServerHttpRequest request, ServerHttpResponse response) {
        AnalyticsQuery query = AnalyticsQuery.read(request, false, clock);
        if (query.csv()) {
            return downloads.alone(
                    account.id(),
                    AnalyticsFile.write(
                            response, query, false, analytics.rowsOfAccount(account.id(), query.question())));
        }
        return analytics
                .ofAccount(account.id(), query.question())
                .flatMap(sums -> write(response, AnalyticsView.of(query, sums, null)));
    }

    @GetMapping("/admin/analytics")
    Mono<Void> all(ServerHttpRequest request, ServerHttpResponse response) {
        access.requireAdmin(request);
        AnalyticsQuery query = AnalyticsQuery.read(request, true, clock);
        if (query.csv()) {
            return downloads.alone(
                    Downloads.OF_ALL,
                    AnalyticsFile.write(response, query, true, analytics.rowsOfAll(query.question())));
        }
        return analytics
                .ofAll(query.question())
                .flatMap(sums -> analytics.liability().map(owed -> AnalyticsView.of(query, sums, owed)))
                .flatMap(view -> write(response, view));
    }

    private static Mono<Void> write(ServerHttpResponse response, AnalyticsView view) {
        byte[] body = JSON.writeValueAsBytes(view);
        response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
        response.getHeaders().setContentLength(body.length);
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }
}

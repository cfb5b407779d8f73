package dev.tollgate.admin.pricing;

import dev.tollgate.admin.problem.Access;
import dev.tollgate.admin.problem.Cursor;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.pricing.Activation;
import dev.tollgate.ledger.pricing.PriceVersions;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** Which prices counted when, newest first, and the text of each. */
@RestController
class PriceHistoryController {

    private static final MediaType YAML = MediaType.parseMediaType("application/yaml;charset=UTF-8");
    private static final String VERSION = "[0-9a-f]{8,64}";
    private static final int USUAL = 50;
    private static final int MOST = 200;

    private final Access access;
    private final PriceVersions versions;

    PriceHistoryController(Access access, PriceVersions versions) {
        this.access = access;
        this.versions = versions;
    }

    /** @param nextCursor of the page behind this one; absent: there is none */
    record Page(List<ActivationView> activations, @Nullable String nextCursor) {}

    @GetMapping("/admin/pricing/history")
    Mono<Page> history(ServerHttpRequest request) {
        access.requireAdmin(request);
        PriceQuery.requireKnown(request, List.of("cursor", "limit"));
        int limit = limit(request);
        long before = PriceQuery.one(request, "cursor").map(Cursor::read).orElse(Long.MAX_VALUE);
        // One more than asked for, which tells whether there is another page.
        return versions.history(before, limit + 1).map(rows -> page(rows, limit));
    }

    private static int limit(ServerHttpRequest request) {
        String text = PriceQuery.one(request, "limit").orElse(Integer.toString(USUAL));
        if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MOST) {
            throw Problem.badField("limit", "must be a number from 1 to " + MOST + ".");
        }
        return Integer.parseInt(text);
    }

    private static Page page(List<Activation> rows, int limit) {
        List<Activation> shown = rows.subList(0, Math.min(limit, rows.size()));
        return new Page(
                shown.stream().map(ActivationView::of).toList(),
                rows.size() > limit ? Cursor.after(shown.get(limit - 1).seq()) : null);
    }

    @GetMapping("/admin/pricing/history/{version}")
    Mono<ResponseEntity<String>> text(ServerHttpRequest request, @PathVariable("version") String version) {
        access.requireAdmin(request);
        Mono<String> text = version.matches(VERSION) ? versions.text(version) : Mono.empty();
        return text.map(yaml -> ResponseEntity.ok().contentType(YAML).body(yaml))
                .switchIfEmpty(Mono.error(() -> PriceChangeController.unknown(version)));
    }
}

package dev.tollgate.admin.billing;

import dev.tollgate.admin.audit.Notes;
import dev.tollgate.admin.problem.Access;
import dev.tollgate.ledger.audit.AuditNote;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code POST /api/billing/sync-prices}, for administrators: what Stripe's prices include, read anew. */
@RestController
class SyncPricesController {

    private final Access access;
    private final StripeCalls stripe;
    private final AllPrices prices;

    SyncPricesController(Access access, StripeCalls stripe, AllPrices prices) {
        this.access = access;
        this.stripe = stripe;
        this.prices = prices;
    }

    @PostMapping("/api/billing/sync-prices")
    Mono<AllPrices.Synced> sync(ServerHttpRequest request) {
        Notes notes = Notes.ofAdmin(access.requireAdmin(request), request);
        stripe.requireReady();
        return prices.sync(done -> Optional.of(note(notes, done))).onErrorMap(StripeCalls::told);
    }

    private static AuditNote note(Notes notes, AllPrices.Synced done) {
        return notes.note(
                "billing.sync_prices",
                "prices",
                "",
                Map.of("taken", done.prices().size(), "refused", done.refused().size()));
    }
}

package dev.tollgate.admin.billing;

import com.stripe.model.Price;
import com.stripe.param.PriceListParams;
import dev.tollgate.admin.audit.Notes;
import dev.tollgate.admin.problem.Access;
import dev.tollgate.ledger.audit.AuditLog;
import dev.tollgate.ledger.billing.BillingBooks;
import dev.tollgate.ledger.billing.Effects;
import dev.tollgate.ledger.billing.StripePrice;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** {@code POST /api/billing/sync-prices}, for administrators: what Stripe's prices include, read anew. */
@RestController
class SyncPricesController {

    private static final long A_PAGE = 100;

    private final Access access;
    private final StripeCalls stripe;
    private final AuditLog audit;
    private final StripeSettings settings;
    private final BillingBooks books;

    SyncPricesController(
            Access access, StripeCalls stripe, AuditLog audit, StripeSettings settings, BillingBooks books) {
        this.access = access;
        this.stripe = stripe;
        this.audit = audit;
        this.settings = settings;
        this.books = books;
    }

    /** @param refused why others were not taken */
    record Synced(List<Taken> prices, List<String> refused) {}

    record Taken(String price, String plan, String usd, String credits, boolean active) {}

    @PostMapping("/api/billing/sync-prices")
    Mono<Synced> sync(ServerHttpRequest request) {
        Notes notes = Notes.ofAdmin(access.requireAdmin(request), request);
        stripe.requireReady();
        return books.time()
                .flatMap(begun -> read().flatMap(read -> written(read, begun, notes)))
                .onErrorMap(StripeCalls::told);
    }

    private Mono<List<PriceEvents.Read>> read() {
        return stripe.ask(calls -> {
                    List<Price> said = new ArrayList<>();
                    PriceListParams page = PriceListParams.builder()
                            .addExpand("data.product")
                            .setLimit(A_PAGE)
                            .build();
                    for (Price price : calls.prices().list(page).autoPagingIterable()) {
                        if (price.getMetadata().containsKey(PriceEvents.INCLUDED)) {
                            said.add(price);
                        }
                    }
                    return said;
                })
                .map(found -> found.stream().map(PriceEvents::read).toList());
    }

    /** @param begun when the list was asked for: what an event has told since is newer */
    private Mono<Synced> written(List<PriceEvents.Read> read, Instant begun, Notes notes) {
        List<StripePrice> prices =
                read.stream().flatMap(it -> it.price().stream()).toList();
        Synced synced = new Synced(
                prices.stream()
                        .map(it -> new Taken(
                                it.id(),
                                it.plan(),
                                Dollars.of(it.cents()),
                                it.credits().toString(),
                                it.active()))
                        .toList(),
                read.stream()
                        .map(PriceEvents.Read::problem)
                        .filter(it -> !it.isEmpty())
                        .toList());
        return audit.with(
                connection -> Flux.fromIterable(prices)
                        .concatMap(price -> Effects.on(connection).price(price, begun))
                        .then(Effects.on(connection)
                                .pricesAre(prices.stream().map(StripePrice::id).toList(), settings.live(), begun))
                        .thenReturn(synced),
                done -> Optional.of(notes.note(
                        "billing.sync_prices",
                        "prices",
                        "",
                        Map.of("taken", prices.size(), "refused", done.refused().size()))));
    }
}

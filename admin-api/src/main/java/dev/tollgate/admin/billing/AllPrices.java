package dev.tollgate.admin.billing;

import com.stripe.model.Price;
import com.stripe.model.StripeCollection;
import com.stripe.param.PriceListParams;
import dev.tollgate.ledger.audit.AuditLog;
import dev.tollgate.ledger.audit.AuditNote;
import dev.tollgate.ledger.billing.BillingBooks;
import dev.tollgate.ledger.billing.Effects;
import dev.tollgate.ledger.billing.StripePrice;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** What Stripe's prices include, read anew: also of those of which no event has told. */
@Component
final class AllPrices {

    private final StripeCalls stripe;
    private final AuditLog audit;
    private final StripeSettings settings;
    private final BillingBooks books;

    AllPrices(StripeCalls stripe, AuditLog audit, StripeSettings settings, BillingBooks books) {
        this.stripe = stripe;
        this.audit = audit;
        this.settings = settings;
        this.books = books;
    }

    /** @param refused why others were not taken */
    record Synced(List<Taken> prices, List<String> refused) {}

    record Taken(String price, String plan, String usd, String credits, boolean active) {}

    /** @param note what the audit log is told of it; empty: nothing */
    Mono<Synced> sync(Function<Synced, Optional<AuditNote>> note) {
        return books.time().flatMap(begun -> read().flatMap(read -> written(read, begun, note)));
    }

    private Mono<List<PriceEvents.Read>> read() {
        return Pages.of(this::page)
                .filter(price -> price.getMetadata().containsKey(PriceEvents.INCLUDED))
                .map(PriceEvents::read)
                .collectList();
    }

    private Mono<StripeCollection<Price>> page(String after) {
        PriceListParams.Builder page =
                PriceListParams.builder().addExpand("data.product").setLimit(Pages.SIZE);
        if (!after.isEmpty()) {
            page.setStartingAfter(after);
        }
        return stripe.ask(calls -> calls.prices().list(page.build()));
    }

    /** @param begun when the list was asked for: what an event has told since is newer */
    private Mono<Synced> written(
            List<PriceEvents.Read> read, Instant begun, Function<Synced, Optional<AuditNote>> note) {
        List<StripePrice> prices =
                read.stream().flatMap(it -> it.price().stream()).toList();
        return audit.with(
                connection -> Flux.fromIterable(prices)
                        .concatMap(price -> Effects.on(connection).price(price, begun))
                        .then(Effects.on(connection)
                                .pricesAre(prices.stream().map(StripePrice::id).toList(), settings.live(), begun))
                        .thenReturn(synced(read, prices)),
                note);
    }

    private static Synced synced(List<PriceEvents.Read> read, List<StripePrice> prices) {
        return new Synced(
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
    }
}

package dev.tollgate.admin.pricing;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tollgate.pricing.compare.EntryChange;
import dev.tollgate.pricing.compare.Figures;
import dev.tollgate.pricing.compare.Price;
import dev.tollgate.pricing.compare.PriceChange;
import dev.tollgate.pricing.compare.PriceDiff;
import dev.tollgate.pricing.compare.Reach;
import dev.tollgate.pricing.compare.Reached;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A difference as the API shows it.
 *
 * @param before the version in force
 * @param after the version that the body would be
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DiffView(String before, String after, List<Entry> changes, @Nullable Hit hit) {

    /**
     * @param what {@code added}, {@code removed} or {@code changed}
     * @param reached the calls that were about this entry; absent: none were looked at, or none was
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Entry(
            String section,
            String name,
            String what,
            List<Change> prices,
            List<EntryChange.TermChange> terms,
            @Nullable Calls reached) {}

    /**
     * The calls of a time that would not cost the same.
     *
     * @param notSold calls that the prices in force do not sell, which are counted nowhere else
     */
    record Hit(Instant from, Instant to, int rowLimit, boolean complete, Calls calls, long notSold) {}

    /** @param refused those that would not be sold any more, which are in no sum */
    record Calls(
            long calls,
            int accounts,
            int plans,
            String credits,
            String usd,
            String newCredits,
            String newUsd,
            long refused) {
        static Calls of(Reached reached) {
            Figures sold = reached.sold();
            return new Calls(
                    reached.calls(),
                    reached.accounts(),
                    reached.plans(),
                    SimulationView.plain(sold.then()),
                    SimulationView.plain(sold.thenUsd()),
                    SimulationView.plain(sold.now()),
                    SimulationView.plain(sold.nowUsd()),
                    reached.refused());
        }
    }

    /**
     * @param percent of the old price in US dollars
     * @param belowCost US dollars lost with each
     * @param plans empty: all
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Change(
            String kind,
            @Nullable Amount before,
            @Nullable Amount after,
            @Nullable String percent,
            @Nullable String belowCost,
            List<String> plans) {}

    /** @param usd absent where a credit has no worth in money */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Amount(@Nullable String usd, long per, String credits) {
        static Amount of(Price price) {
            return new Amount(
                    price.usd().map(BigDecimal::toPlainString).orElse(null),
                    price.per(),
                    price.credits().toPlainString());
        }
    }

    static DiffView of(PriceDiff diff) {
        return new DiffView(diff.before(), diff.after(), entries(diff, entry -> Optional.empty()), null);
    }

    static DiffView of(PriceDiff diff, Reach reach, Replays.Window window) {
        Hit hit = new Hit(
                window.from(),
                window.to(),
                window.rowLimit(),
                window.complete(),
                Calls.of(reach.total()),
                reach.notSold());
        return new DiffView(diff.before(), diff.after(), entries(diff, reach::of), hit);
    }

    private static List<Entry> entries(PriceDiff diff, Function<EntryChange, Optional<Reached>> reached) {
        return diff.changes().stream()
                .map(entry -> entry(entry, reached.apply(entry)))
                .toList();
    }

    private static Entry entry(EntryChange entry, Optional<Reached> reached) {
        return new Entry(
                entry.section().name().toLowerCase(Locale.ROOT),
                entry.name(),
                entry.what().name().toLowerCase(Locale.ROOT),
                entry.prices().stream().map(DiffView::change).toList(),
                entry.terms(),
                reached.map(Calls::of).orElse(null));
    }

    private static Change change(PriceChange price) {
        return new Change(
                price.kind(),
                price.before().map(Amount::of).orElse(null),
                price.after().map(Amount::of).orElse(null),
                price.percent().map(BigDecimal::toPlainString).orElse(null),
                price.loss().map(BigDecimal::toPlainString).orElse(null),
                price.plans());
    }
}

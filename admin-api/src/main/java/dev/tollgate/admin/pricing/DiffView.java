package dev.tollgate.admin.pricing;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tollgate.pricing.compare.EntryChange;
import dev.tollgate.pricing.compare.Price;
import dev.tollgate.pricing.compare.PriceChange;
import dev.tollgate.pricing.compare.PriceDiff;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A difference as the API shows it.
 *
 * @param before the version in force
 * @param after the version that the body would be
 */
record DiffView(String before, String after, List<Entry> changes) {

    /** @param what {@code added}, {@code removed} or {@code changed} */
    record Entry(String section, String name, String what, List<Change> prices, List<EntryChange.TermChange> terms) {}

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
        return new DiffView(
                diff.before(),
                diff.after(),
                diff.changes().stream().map(DiffView::entry).toList());
    }

    private static Entry entry(EntryChange entry) {
        return new Entry(
                entry.section().name().toLowerCase(Locale.ROOT),
                entry.name(),
                entry.what().name().toLowerCase(Locale.ROOT),
                entry.prices().stream().map(DiffView::change).toList(),
                entry.terms());
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

package dev.tollgate.pricing.compare;

import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.PriceBook;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Compares the prices of one thing plan by plan, and tells what holds for several plans once. An account whose plan a book
 * does not have is on that book's first plan, so plans of either book are compared.
 */
final class PlanPrices {

    private static final long MILLION = 1_000_000;

    private final PriceBook before;
    private final PriceBook after;
    private final Set<String> plans = new LinkedHashSet<>();

    PlanPrices(PriceBook before, PriceBook after) {
        this.before = before;
        this.after = after;
        after.plans().forEach(plan -> plans.add(plan.name()));
        before.plans().forEach(plan -> plans.add(plan.name()));
    }

    /** @param usd for {@code per} of it */
    record Cost(BigDecimal usd, long per) {
        String words() {
            String many = per == 1 ? " each" : per == MILLION ? " /1M" : " /" + per;
            return "$" + usd.stripTrailingZeros().toPlainString() + many;
        }

        /** Of as much as the price is for. */
        BigDecimal of(Price price) {
            return price.per() == per
                    ? usd
                    : usd.multiply(BigDecimal.valueOf(price.per()))
                            .divide(BigDecimal.valueOf(per), MathContext.DECIMAL64)
                            .stripTrailingZeros();
        }
    }

    /** All prices of a thing under a plan, by kind; empty where the book does not sell it. */
    interface Prices {
        Map<String, Price> under(Plan plan);
    }

    /** What the platform pays for a thing, by kind, before and after. */
    record Costs(Map<String, Cost> before, Map<String, Cost> after) {

        /** More is lost with each than before. */
        boolean worsen(PriceChange change) {
            BigDecimal lost = change.loss().orElse(BigDecimal.ZERO);
            BigDecimal lostBefore = change.before()
                    .map(price -> new PriceChange(
                            change.kind(),
                            change.before(),
                            change.before(),
                            paid(before, change.kind(), price),
                            List.of()))
                    .flatMap(PriceChange::loss)
                    .orElse(BigDecimal.ZERO);
            return lost.compareTo(lostBefore) > 0;
        }

        /** Whether the kind costs what its relation costs, before and after. */
        boolean follow(String kind) {
            String relation = Relations.of(kind);
            return of(before, kind).equals(of(before, relation))
                    && of(after, kind).equals(of(after, relation));
        }

        Optional<BigDecimal> paid(String kind, Price price) {
            return paid(after, kind, price);
        }

        private static Optional<BigDecimal> paid(Map<String, Cost> costs, String kind, Price price) {
            return of(costs, kind).map(cost -> cost.of(price));
        }

        /** A cost that the file gives holds for requests of any size. */
        private static Optional<Cost> of(Map<String, Cost> costs, String kind) {
            int size = kind.indexOf('>');
            return Optional.ofNullable(costs.get(kind))
                    .or(() -> Optional.ofNullable(size < 0 ? null : costs.get(kind.substring(0, size))));
        }
    }

    List<PriceChange> compare(Prices old, Prices now, Costs costs) {
        Map<PriceChange, List<String>> whom = new LinkedHashMap<>();
        for (String plan : plans) {
            for (PriceChange change : changes(old.under(plan(before, plan)), now.under(plan(after, plan)), costs)) {
                whom.computeIfAbsent(change, unseen -> new ArrayList<>()).add(plan);
            }
        }
        List<PriceChange> told = new ArrayList<>();
        whom.forEach((change, names) -> told.add(change.forPlans(names.size() == plans.size() ? List.of() : names)));
        return told;
    }

    private static Plan plan(PriceBook book, String name) {
        return book.plan(name).orElseGet(book::firstPlan);
    }

    private static List<PriceChange> changes(Map<String, Price> old, Map<String, Price> now, Costs costs) {
        Set<String> kinds = new LinkedHashSet<>(old.keySet());
        kinds.addAll(now.keySet());
        List<PriceChange> changes = new ArrayList<>();
        for (String kind : kinds) {
            Optional<Price> to = Optional.ofNullable(now.get(kind));
            Optional<Price> from = Optional.ofNullable(old.get(kind)).map(price -> price.asMuchAs(to.orElse(price)));
            Optional<BigDecimal> paid = to.or(() -> from).flatMap(price -> costs.paid(kind, price));
            PriceChange change = new PriceChange(kind, from, to, paid, List.of());
            boolean follows = Relations.tell(kind, old, now);
            if (change.isOfPrice() && !follows || costs.worsen(change) && !(follows && costs.follow(kind))) {
                changes.add(change);
            }
        }
        return changes;
    }
}

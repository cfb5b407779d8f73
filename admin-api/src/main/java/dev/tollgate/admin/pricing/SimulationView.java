package dev.tollgate.admin.pricing;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tollgate.pricing.compare.Figures;
import dev.tollgate.pricing.compare.SimulationResult;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A simulation as the API shows it.
 *
 * @param rowLimit the most calls that are looked at
 * @param complete whether these were all; otherwise only the newest were looked at
 * @param accounts those that bring the most, at most {@value #MOST_ACCOUNTS}
 * @param accountsPayingMore how many accounts would pay more
 * @param payingMore those that are hit the hardest, at most {@value #MOST_ACCOUNTS}
 * @param sellsBelowCost models that would be sold under their cost
 */
record SimulationView(
        String version,
        Instant from,
        Instant to,
        int rowLimit,
        boolean complete,
        Sums total,
        Map<String, Sums> models,
        Map<String, Sums> plans,
        Map<String, Sums> operations,
        Map<String, Sums> accounts,
        int accountsPayingMore,
        Map<String, Sums> payingMore,
        List<Refused> refused,
        List<String> sellsBelowCost) {

    private static final int MOST_ACCOUNTS = 100;

    /** @param margin percent of what is charged; absent where nothing is, or no cost is known */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Sums(
            long calls,
            String credits,
            String usd,
            String newCredits,
            String newUsd,
            String costUsd,
            @Nullable String margin) {}

    /** @param reason {@code no_price}, {@code not_in_plan}, … */
    record Refused(String model, String reason, long calls, String credits) {}

    static SimulationView of(SimulationResult result, Replays.Window window) {
        Map<String, Figures> hit = SimulationResult.payingMore(result.accounts());
        return new SimulationView(
                result.version(),
                window.from(),
                window.to(),
                window.rowLimit(),
                window.complete(),
                sums(result.total()),
                sums(result.models(), Integer.MAX_VALUE),
                sums(result.plans(), Integer.MAX_VALUE),
                sums(result.operations(), Integer.MAX_VALUE),
                sums(SimulationResult.earningMost(result.accounts(), MOST_ACCOUNTS), MOST_ACCOUNTS),
                hit.size(),
                sums(hit, MOST_ACCOUNTS),
                result.refusals().stream()
                        .map(each -> new Refused(
                                each.model(),
                                each.reason().name().toLowerCase(Locale.ROOT),
                                each.calls(),
                                plain(each.charged())))
                        .toList(),
                result.losing());
    }

    private static Map<String, Sums> sums(Map<String, Figures> group, int most) {
        Map<String, Sums> sums = new LinkedHashMap<>();
        group.entrySet().stream().limit(most).forEach(each -> sums.put(each.getKey(), sums(each.getValue())));
        return sums;
    }

    private static Sums sums(Figures figures) {
        return new Sums(
                figures.calls(),
                plain(figures.then()),
                plain(figures.thenUsd()),
                plain(figures.now()),
                plain(figures.nowUsd()),
                plain(figures.cost()),
                figures.margin().map(BigDecimal::toPlainString).orElse(null));
    }

    static String plain(BigDecimal amount) {
        return amount.stripTrailingZeros().toPlainString();
    }
}

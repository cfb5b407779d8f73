package dev.tollgate.admin.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.PlanOffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A plan as everybody may see it.
 *
 * @param price null for one that is not sold
 * @param limits names only those that it has
 * @param models names and wildcards; empty: all
 */
record PlanView(
        String name,
        @Nullable Price price,
        List<Grant> grants,
        Map<String, Long> limits,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long tokensPerMonth,
        List<String> models,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String contact) {

    /** @param trialDays for how long an account may have it before it is paid for, once */
    record Price(String usd, String every, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer trialDays) {

        static Price of(PlanOffer.Price price) {
            return new Price(
                    price.pay().stripTrailingZeros().toPlainString(),
                    lower(price.every()),
                    price.trialDays() == 0 ? null : price.trialDays());
        }
    }

    record Grant(String credits, String every, String unused) {}

    static PlanView of(Plan plan) {
        PlanOffer offer = plan.offer();
        return new PlanView(
                plan.name(),
                offer.price().map(Price::of).orElse(null),
                plan.grants().stream().map(PlanView::grant).toList(),
                limits(plan.limits()),
                offer.tokensPerMonth().isPresent() ? offer.tokensPerMonth().getAsLong() : null,
                plan.models(),
                offer.contact().orElse(null));
    }

    private static Grant grant(Plan.Grant grant) {
        return new Grant(grant.credits().toString(), lower(grant.every()), grant.unusedExpire() ? "expire" : "keep");
    }

    private static Map<String, Long> limits(Plan.Limits limits) {
        Map<String, Long> named = new LinkedHashMap<>();
        limits.requestsPerMinute().ifPresent(limit -> named.put("requestsPerMinute", limit));
        limits.tokensPerMinute().ifPresent(limit -> named.put("tokensPerMinute", limit));
        limits.concurrent().ifPresent(limit -> named.put("concurrent", (long) limit));
        return named;
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}

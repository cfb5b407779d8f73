package dev.tollgate.pricing.yaml;

import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.PriceBook.PricedPlan;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** Reads one entry of {@code plans}. */
final class PlanReader {

    private static final Set<String> KNOWN = Set.of("price", "grant", "limits", "models", "markup", "contact");

    private PlanReader() {}

    static PricedPlan read(String name, Section section) {
        section.allow(KNOWN, Set.of("byok"));
        section.section("price")
                .ifPresent(price -> price.allow(Set.of("pay", "every", "stripe_price_env"), Set.of()));
        return new PricedPlan(
                new Plan(
                        name,
                        section.section("grant").flatMap(PlanReader::grant),
                        section.section("limits").map(PlanReader::limits).orElse(Plan.Limits.NONE),
                        section.list("models").stream().map(Section.Entry::key).toList()),
                section.parsed("markup", Notation::percent));
    }

    private static Optional<Plan.Grant> grant(Section section) {
        section.allow(Set.of("credits", "every", "unused"), Set.of());
        Plan.Every every = section.parsed("every", PlanReader::every).orElse(Plan.Every.ONCE);
        boolean expire = section.parsed("unused", PlanReader::expires).orElse(every != Plan.Every.ONCE);
        if (!section.has("credits")) {
            section.findings().add(section.node(), "'credits' is missing here");
        }
        return section.parsed("credits", PlanReader::credits).map(amount -> new Plan.Grant(amount, every, expire));
    }

    private static Credits credits(String text) {
        BigDecimal amount = Notation.decimal(text);
        if (amount.signum() == 0 || amount.scale() > Credits.SCALE) {
            throw new IllegalArgumentException("'" + text + "' must be above 0 with at most 9 decimal places");
        }
        return Credits.of(amount);
    }

    private static Plan.Every every(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "once" -> Plan.Every.ONCE;
            case "day" -> Plan.Every.DAY;
            case "month" -> Plan.Every.MONTH;
            default -> throw new IllegalArgumentException("'" + text + "' is not a period; write once, day or month");
        };
    }

    private static boolean expires(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "expire" -> true;
            case "keep" -> false;
            default -> throw new IllegalArgumentException("'" + text + "' is unknown; write expire or keep");
        };
    }

    private static Plan.Limits limits(Section section) {
        section.allow(Set.of("requests", "tokens", "concurrent"), Set.of());
        return new Plan.Limits(
                perMinute(section, "requests"),
                perMinute(section, "tokens"),
                section.parsed("concurrent", Notation::positive)
                        .map(count -> OptionalInt.of((int) Math.min(count, Integer.MAX_VALUE)))
                        .orElse(OptionalInt.empty()));
    }

    private static OptionalLong perMinute(Section section, String key) {
        return section.parsed(key, Notation::perMinute).map(OptionalLong::of).orElse(OptionalLong.empty());
    }
}

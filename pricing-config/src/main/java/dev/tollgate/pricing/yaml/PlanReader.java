package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.PriceBook.PricedPlan;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;

/** Reads one entry of {@code plans}. */
final class PlanReader {

    static final Set<String> KNOWN = Set.of("price", "grant", "limits", "models", "markup", "contact");
    static final Set<String> LATER = Set.of("byok", "tokens");

    private PlanReader() {}

    static PricedPlan read(Section.Entry entry, Section section) {
        Names.check(entry, section.findings());
        section.allow(KNOWN, LATER);
        section.section("price").ifPresent(PlanReader::checkPrice);
        section.text("contact");
        return new PricedPlan(
                new Plan(
                        entry.key(),
                        section.section("grant").flatMap(PlanReader::grant),
                        section.section("limits").map(PlanReader::limits).orElse(Plan.Limits.NONE),
                        section.list("models").stream().map(Section.Entry::key).toList()),
                section.parsed("markup", Notation::percent));
    }

    /** Plans are not sold yet; what is written must be right all the same. */
    private static void checkPrice(Section price) {
        price.allow(Set.of("pay", "every", "stripe_price_env"), Set.of());
        price.require("pay", "pay: 20");
        price.parsed("pay", Notation::aboveZero);
        price.parsed("every", PlanReader::billing);
        price.parsed("stripe_price_env", PlanReader::variable);
    }

    private static Optional<Plan.Grant> grant(Section section) {
        section.allow(Set.of("credits", "every", "unused"), Set.of());
        section.require("credits", "credits: 10");
        Plan.Every every = section.parsed("every", PlanReader::every).orElse(Plan.Every.ONCE);
        boolean expire = section.parsed("unused", PlanReader::expires).orElse(every != Plan.Every.ONCE);
        return section.parsed("credits", PlanReader::credits).map(amount -> new Plan.Grant(amount, every, expire));
    }

    private static Credits credits(String text) {
        BigDecimal amount = Notation.aboveZero(text);
        if (amount.scale() > Credits.SCALE) {
            throw new IllegalArgumentException(quoted(text) + " is too fine; write at most 9 decimal places");
        }
        return Credits.of(amount);
    }

    private static Plan.Every every(String text) {
        return switch (text) {
            case "once" -> Plan.Every.ONCE;
            case "day" -> Plan.Every.DAY;
            case "month" -> Plan.Every.MONTH;
            default -> throw new IllegalArgumentException(quoted(text) + " is not a period; write once, day or month");
        };
    }

    private static boolean expires(String text) {
        return switch (text) {
            case "expire" -> true;
            case "keep" -> false;
            default -> throw new IllegalArgumentException(quoted(text) + " is unknown; write expire or keep");
        };
    }

    private static String billing(String text) {
        if (!Set.of("month", "year").contains(text)) {
            throw new IllegalArgumentException(quoted(text) + " is not a billing period; write month or year");
        }
        return text;
    }

    private static String variable(String text) {
        if (!Notation.isVariable(text)) {
            throw new IllegalArgumentException(
                    quoted(text) + " is not the name of an environment variable; write STRIPE_PRICE_PRO");
        }
        return text;
    }

    private static Plan.Limits limits(Section section) {
        section.allow(Set.of("requests", "tokens", "concurrent"), Set.of());
        return new Plan.Limits(
                perMinute(section, "requests"),
                perMinute(section, "tokens"),
                section.parsed("concurrent", PlanReader::concurrent)
                        .map(OptionalInt::of)
                        .orElse(OptionalInt.empty()));
    }

    private static int concurrent(String text) {
        long count = Notation.positive(text);
        if (count > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(quoted(text) + " is no limit; write a smaller number or remove it");
        }
        return (int) count;
    }

    private static OptionalLong perMinute(Section section, String key) {
        return section.parsed(key, Notation::perMinute).map(OptionalLong::of).orElse(OptionalLong.empty());
    }
}

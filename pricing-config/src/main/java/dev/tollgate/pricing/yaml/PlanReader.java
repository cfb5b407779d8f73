package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.PlanOffer;
import dev.tollgate.pricing.PricedPlan;
import dev.tollgate.pricing.yaml.shape.Form;
import dev.tollgate.pricing.yaml.shape.PlanShape;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/** Reads one entry of {@code plans}. */
final class PlanReader {

    private PlanReader() {}

    static PricedPlan read(Section.Entry entry, Section section) {
        Names.check(entry, section.findings());
        section.allow(PlanShape.class);
        Plan.Limits limits = section.section("limits").map(PlanReader::limits).orElse(Plan.Limits.NONE);
        if (limits.equals(Plan.Limits.NONE)
                && !section.section("limits").filter(PlanReader::says).isPresent()) {
            section.findings()
                    .warn(
                            entry.keyNode(),
                            "the plan " + quoted(entry.key())
                                    + " has no limits; write limits: { requests: 60/min, concurrent: 10 }");
        }
        return new PricedPlan(
                new Plan(
                        entry.key(),
                        grants(section),
                        limits,
                        Names.someListed(section, "models"),
                        section.parsed("when_short", PlanReader::whenShort).orElse(Plan.WhenShort.REFUSE),
                        offer(section)),
                section.parsed("markup", Notation::percent));
    }

    /** Limits with a mistake in them are meant to be some. */
    private static boolean says(Section limits) {
        return !limits.keys().isEmpty() || !(limits.node() instanceof MappingNode);
    }

    private static PlanOffer offer(Section section) {
        return new PlanOffer(
                section.section("price").flatMap(PlanReader::price),
                section.section("byok").flatMap(PlanReader::ownKeyFee),
                section.parsed("tokens", Notation::perMonth)
                        .map(OptionalLong::of)
                        .orElse(OptionalLong.empty()),
                section.text("contact"));
    }

    private static Optional<PlanOffer.Price> price(Section price) {
        price.allow(PlanShape.Price.class);
        price.require("pay", "pay: 20");
        PlanOffer.Billing every = price.parsed("every", PlanReader::billing).orElse(PlanOffer.Billing.MONTH);
        Optional<String> stripe = price.variable("stripe_price_env", "STRIPE_PRICE_PRO");
        int trial = price.parsed("trial", PlanReader::trial).orElse(0);
        return price.narrowed("pay", Notation::payment, Notation::aboveZero)
                .map(pay -> new PlanOffer.Price(pay, every, trial, stripe));
    }

    private static int trial(String text) {
        if (!Form.TRIAL.fits(text)) {
            throw new IllegalArgumentException(quoted(text) + " is not a number of days; write 14d, at most "
                    + PlanOffer.Price.LONGEST_TRIAL + "d");
        }
        return (int) Notation.days(text).toDays();
    }

    private static Optional<BigDecimal> ownKeyFee(Section section) {
        section.allow(PlanShape.OwnKey.class);
        section.require("fee", "fee: 5%");
        return section.parsed("fee", Notation::percent);
    }

    /** The ledger gives an account one amount for each period. */
    private static List<Plan.Grant> grants(Section plan) {
        List<Plan.Grant> grants = new ArrayList<>();
        Set<Plan.Every> seen = EnumSet.noneOf(Plan.Every.class);
        for (Section.Entry entry : plan.oneOrMany("grant")) {
            grant(plan.section(entry)).ifPresent(grant -> {
                if (!seen.add(grant.every())) {
                    plan.findings()
                            .add(
                                    entry.value(),
                                    "there is a grant of this period already; add the credits up in one of them");
                }
                grants.add(grant);
            });
        }
        return grants;
    }

    private static Optional<Plan.Grant> grant(Section section) {
        section.allow(PlanShape.Grant.class);
        section.require("credits", "credits: 10");
        Plan.Every every = section.parsed("every", PlanReader::every).orElse(Plan.Every.ONCE);
        if (every == Plan.Every.ONCE
                && section.text("unused").filter("expire"::equals).isPresent()) {
            section.findings()
                    .warn(
                            section.entry("unused").orElseThrow().value(),
                            "credits that are given once have no period at whose end they could expire; write every: day"
                                    + " or month, or remove 'unused'");
        }
        boolean expire = section.parsed("unused", PlanReader::expires).orElse(every != Plan.Every.ONCE);
        return section.parsed("credits", PlanReader::credits).map(amount -> new Plan.Grant(amount, every, expire));
    }

    static Credits credits(String text) {
        BigDecimal amount = Notation.aboveZero(text);
        if (!Form.CREDITS.fits(text)) {
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

    private static Plan.WhenShort whenShort(String text) {
        return switch (text) {
            case "refuse" -> Plan.WhenShort.REFUSE;
            case "lower" -> Plan.WhenShort.LOWER;
            default -> throw new IllegalArgumentException(quoted(text) + " is unknown; write refuse or lower");
        };
    }

    private static PlanOffer.Billing billing(String text) {
        return switch (text) {
            case "month" -> PlanOffer.Billing.MONTH;
            case "year" -> PlanOffer.Billing.YEAR;
            default -> throw new IllegalArgumentException(
                    quoted(text) + " is not a billing period; write month or year");
        };
    }

    private static Plan.Limits limits(Section section) {
        section.allow(PlanShape.Limits.class);
        return new Plan.Limits(
                perMinute(section, "requests"),
                perMinute(section, "tokens"),
                section.parsed("concurrent", PlanReader::concurrent)
                        .map(OptionalInt::of)
                        .orElse(OptionalInt.empty()));
    }

    /** More at the same time than can be counted is as good as any number. */
    private static int concurrent(String text) {
        return (int) Math.min(Integer.MAX_VALUE, Notation.positive(text));
    }

    private static OptionalLong perMinute(Section section, String key) {
        return section.parsed(key, Notation::perMinute).map(OptionalLong::of).orElse(OptionalLong.empty());
    }
}

package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import dev.tollgate.pricing.CreditPackage;
import dev.tollgate.pricing.CreditUnit;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.yaml.shape.PackageShape;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/** Reads one entry of {@code packages}. */
final class PackageReader {

    /** A larger bonus is more often a slip than a gift. */
    private static final BigDecimal LARGE_BONUS = new BigDecimal("0.3");

    private PackageReader() {}

    static Optional<CreditPackage> read(Section.Entry entry, Section section, CreditUnit credit) {
        Names.check(entry, section.findings());
        section.allow(PackageShape.class);
        section.require("pay", "pay: 10");
        Optional<BigDecimal> pay = section.narrowed("pay", Notation::payment, Notation::aboveZero);
        Optional<Credits> bonus = section.has("bonus")
                ? section.parsed("bonus", text -> CreditReader.amount(text, credit))
                : Optional.of(Credits.ZERO);
        Optional<Credits> bought = section.has("credits")
                ? section.parsed("credits", PlanReader::credits)
                : section.parsed("pay", text -> bought(text, credit));
        Optional<String> stripe = section.variable("stripe_price_env", "STRIPE_PRICE_STARTER");
        if (pay.isEmpty() || bonus.isEmpty() || bought.isEmpty()) {
            return Optional.empty();
        }
        warnOfLargeBonus(section, bonus.get(), bought.get());
        return section.parsed("pay", text -> sum(bought.get(), bonus.get()))
                .map(all -> new CreditPackage(entry.key(), pay.get(), bonus.get(), all, stripe));
    }

    private static void warnOfLargeBonus(Section section, Credits bonus, Credits bought) {
        BigDecimal large = bought.toDecimal().multiply(LARGE_BONUS);
        if (bonus.toDecimal().compareTo(large) > 0) {
            section.findings()
                    .warn(
                            section.entry("bonus").orElseThrow().value(),
                            "a bonus of " + bonus + " credits is more than 30% of the " + bought
                                    + " that are paid for; write less if this is not meant");
        }
    }

    private static Credits bought(String text, CreditUnit credit) {
        BigDecimal pay = Notation.aboveZero(text);
        return credits(
                pay,
                credit.worth()
                        .orElseThrow(() -> new IllegalArgumentException(
                                "dollars buy no credits, for a credit has no worth in money; write credits: 100 beside"
                                        + " it, or worth: in 'credit'")));
    }

    private static Credits sum(Credits bought, Credits bonus) {
        try {
            return bought.plus(bonus);
        } catch (ArithmeticException tooMany) {
            throw tooMany("this with its bonus", tooMany);
        }
    }

    /**
     * The credits that an amount of money is, rounded up to a nano-credit.
     *
     * @throws IllegalArgumentException if they are too many to be counted
     */
    static Credits credits(BigDecimal usd, BigDecimal worth) {
        try {
            return Credits.of(usd.divide(worth, Credits.SCALE, RoundingMode.CEILING));
        } catch (ArithmeticException tooMany) {
            throw tooMany(quoted(usd.toPlainString()), tooMany);
        }
    }

    private static IllegalArgumentException tooMany(String what, ArithmeticException cause) {
        return new IllegalArgumentException(
                what + " is more credits than can be counted; write a smaller amount or a larger credit worth", cause);
    }
}

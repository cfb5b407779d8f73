package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import dev.tollgate.pricing.CreditPackage;
import dev.tollgate.pricing.CreditUnit;
import dev.tollgate.pricing.Credits;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.Set;

/** Reads one entry of {@code packages}. */
final class PackageReader {

    private static final String IN_CREDITS = " credits";

    private PackageReader() {}

    static Optional<CreditPackage> read(Section.Entry entry, Section section, CreditUnit credit) {
        Names.check(entry, section.findings());
        section.allow(Set.of("pay", "bonus"), Set.of());
        section.require("pay", "pay: 10");
        if (credit.worth().isEmpty()) {
            section.findings()
                    .add(
                            section.node(),
                            "dollars buy no credits, for a credit has no worth in money; write worth: in 'credit'");
            return Optional.empty();
        }
        BigDecimal worth = credit.worth().get();
        Optional<Credits> bonus =
                section.has("bonus") ? section.parsed("bonus", text -> bonus(text, worth)) : Optional.of(Credits.ZERO);
        Optional<Credits> bought = section.parsed("pay", text -> credits(Notation.aboveZero(text), worth));
        if (bonus.isEmpty() || bought.isEmpty()) {
            return Optional.empty();
        }
        BigDecimal pay = section.parsed("pay", Notation::aboveZero).orElseThrow();
        return section.parsed("pay", text -> sum(bought.get(), bonus.get()))
                .map(all -> new CreditPackage(entry.key(), pay, bonus.get(), all));
    }

    private static Credits bonus(String text, BigDecimal worth) {
        return text.endsWith(IN_CREDITS)
                ? credits(Notation.decimal(text.substring(0, text.length() - IN_CREDITS.length())), BigDecimal.ONE)
                : credits(Notation.decimal(text), worth);
    }

    private static Credits sum(Credits bought, Credits bonus) {
        try {
            return bought.plus(bonus);
        } catch (ArithmeticException tooMany) {
            throw tooMany("with its bonus", tooMany);
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

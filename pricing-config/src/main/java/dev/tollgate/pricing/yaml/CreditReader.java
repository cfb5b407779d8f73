package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import dev.tollgate.pricing.CreditUnit;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.yaml.shape.BookShape;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalLong;

/** Reads {@code credit}: what a credit is. */
final class CreditReader {

    private static final String IN_CREDITS = " credits";

    private static final BigDecimal LOW = BigDecimal.valueOf(5);

    private CreditReader() {}

    /** A dollar, if the section is left out or has mistakes. */
    static CreditUnit read(Optional<Section> section) {
        return section.flatMap(CreditReader::read).orElseGet(() -> CreditUnit.worth(BigDecimal.ONE));
    }

    private static Optional<CreditUnit> read(Section credit) {
        credit.allow(BookShape.Credit.class);
        boolean dollar = credit.parsed("shown_as", CreditReader::dollars).isPresent();
        if (!credit.has("tokens") && !credit.has("shown_as")) {
            credit.require("worth", "worth: 0.10 for a credit of ten cents");
        }
        Optional<BigDecimal> worth = credit.parsed("worth", text -> worth(text, dollar));
        Optional<Long> tokens = credit.parsed("tokens", Notation::positive);
        if (dollar) {
            worth = Optional.of(BigDecimal.ONE);
        }
        return worth.isEmpty() && tokens.isEmpty()
                ? Optional.empty()
                : Optional.of(new CreditUnit(worth, tokens.map(OptionalLong::of).orElse(OptionalLong.empty()), dollar));
    }

    private static String dollars(String text) {
        if (!text.equals("USD")) {
            throw new IllegalArgumentException(
                    quoted(text) + " is no way to show credits; write USD for credits that are dollars, or remove it");
        }
        return text;
    }

    private static BigDecimal worth(String text, boolean dollar) {
        BigDecimal worth = Notation.aboveZero(text);
        if (dollar && worth.compareTo(BigDecimal.ONE) != 0) {
            throw new IllegalArgumentException(
                    "a credit that is shown as USD is worth a dollar; write 1, or remove 'shown_as'");
        }
        return worth;
    }

    /** An amount of US dollars, or of credits if it says so: {@code 5}, {@code 20 credits}. */
    static Credits amount(String text, CreditUnit credit) {
        if (text.endsWith(IN_CREDITS)) {
            String number = text.substring(0, text.length() - IN_CREDITS.length());
            return PackageReader.credits(Notation.decimal(number), BigDecimal.ONE);
        }
        BigDecimal worth = credit.worth()
                .orElseThrow(() -> new IllegalArgumentException(
                        "a credit has no worth in money; write 5 credits, or worth: in 'credit'"));
        return PackageReader.credits(Notation.decimal(text), worth);
    }

    /** What is low where the file does not say: five dollars, where credits are worth money that one can have. */
    static Credits usualAlert(CreditUnit credit) {
        try {
            return credit.worth()
                    .map(worth -> PackageReader.credits(LOW, worth))
                    .orElse(Credits.ZERO);
        } catch (IllegalArgumentException moreThanAnybodyHas) {
            return Credits.ZERO;
        }
    }
}

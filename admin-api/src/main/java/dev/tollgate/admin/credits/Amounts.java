package dev.tollgate.admin.credits;

import dev.tollgate.admin.problem.Problem;
import dev.tollgate.pricing.Credits;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/** Amounts of credits as clients write them. */
final class Amounts {

    /** Refused before any arithmetic: signs, exponents, and what no wallet can hold. */
    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})?");

    private Amounts() {}

    static Credits aboveZero(String field, String text) {
        if (!DECIMAL.matcher(text).matches()) {
            throw Problem.badField(
                    field,
                    "must be a decimal amount of credits such as \"12.5\": above 0, below 1000000000, at most 9 decimal"
                            + " places.");
        }
        Credits amount = Credits.of(new BigDecimal(text));
        if (amount.isZero()) {
            throw Problem.badField(field, "must be above 0.");
        }
        return amount;
    }
}

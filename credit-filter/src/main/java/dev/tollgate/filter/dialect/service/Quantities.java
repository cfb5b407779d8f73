package dev.tollgate.filter.dialect.service;

import dev.tollgate.filter.dialect.UsageReport;
import dev.tollgate.ledger.usage.Basis;
import dev.tollgate.pricing.Service;
import dev.tollgate.pricing.Usage;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Quantities as providers write them, and what is reported of them. */
final class Quantities {

    /** Of a quantity, with its fraction. */
    static final int LONGEST = 30;

    /** Plain, and never so large that it could be meant: below a million million. */
    private static final Pattern PLAIN = Pattern.compile("\\d{1,12}(\\.\\d{1,16})?");

    /** What a caller asks for is read by the provider too, in the same way only if it is written in this one. */
    private static final Pattern ASKED = Pattern.compile("(0|[1-9]\\d{0,11})(\\.\\d{1,16})?");

    private static final Pattern WHOLE = Pattern.compile("[1-9]\\d{0,11}");

    private Quantities() {}

    /**
     * Empty for anything that is no plain decimal above zero.
     *
     * @param whole without a fraction
     */
    static Optional<BigDecimal> asked(String text, boolean whole) {
        return (whole ? WHOLE : ASKED).matcher(text).matches()
                ? Optional.of(new BigDecimal(text)).filter(number -> number.signum() > 0)
                : Optional.empty();
    }

    /** Empty for anything that is not a plain decimal: nobody knows what it means. */
    static Optional<BigDecimal> read(Optional<String> told) {
        return told.map(String::strip)
                .filter(text -> PLAIN.matcher(text).matches())
                .map(BigDecimal::new);
    }

    /**
     * What a call is charged for.
     *
     * @param told empty: nobody knows, so that it is taken for the most that it can count
     * @param most in what is counted
     */
    static UsageReport report(Service.Counting counting, Optional<BigDecimal> told, long most) {
        return told.map(quantity -> report(Basis.REPORTED, counting.usage(quantity)))
                .orElseGet(() -> report(Basis.ESTIMATED, counting.usage(BigDecimal.valueOf(most))));
    }

    static UsageReport report(Basis basis, Usage usage) {
        return new UsageReport(basis, usage, List.of(), null, null);
    }
}

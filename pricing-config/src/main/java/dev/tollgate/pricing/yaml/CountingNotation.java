package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import dev.tollgate.pricing.Measure;
import dev.tollgate.pricing.Quantity;
import dev.tollgate.pricing.Service;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads {@code round_up} and {@code minimum} of a service. */
record CountingNotation(Section section, Measure measure) {

    private static final String ROUND_UP = "round_up";
    private static final String MINIMUM = "minimum";
    private static final long SECONDS = 60;

    private static final Pattern AMOUNT = Pattern.compile("(\\d{1,9})(?: (second|minute)s?)?");

    /** What a price in credits is for: {@code round_up: 1 minute} makes it the price of a minute. */
    static Measure measureOfCredits(Section section) {
        String step = section.text(ROUND_UP).orElse("");
        Matcher matcher = AMOUNT.matcher(step);
        if (!matcher.matches() || matcher.group(2) == null) {
            return Measure.UNIT;
        }
        if (!matcher.group(1).equals("1")) {
            section.findings()
                    .add(
                            section.entry(ROUND_UP).orElseThrow().value(),
                            "a price in credits is for a minute or a second; write 1 minute or 1 second");
        }
        return matcher.group(2).equals("minute") ? Measure.MINUTE : Measure.SECOND;
    }

    Service.Counting read(Quantity usage) {
        long step = section.parsed(ROUND_UP, text -> aboveZero(text, measure.isTime() ? "1 minute" : "1"))
                .orElse(1L);
        long least = section.parsed(MINIMUM, text -> aboveZero(text, "1")).orElse(0L);
        return new Service.Counting(measure, step, least, usage);
    }

    /** In what is counted: seconds for time. */
    long aboveZero(String text, String example) {
        Matcher matcher = AMOUNT.matcher(text);
        if (!matcher.matches() || !measure.isTime() && matcher.group(2) != null) {
            throw new IllegalArgumentException(quoted(text) + " is not an amount of what is sold; write " + example);
        }
        long count = Long.parseLong(matcher.group(1));
        if (count == 0) {
            throw new IllegalArgumentException("must be above 0; write " + example);
        }
        long size = matcher.group(2) == null ? measure.size() : matcher.group(2).equals("minute") ? SECONDS : 1;
        return Math.multiplyExact(count, size);
    }
}

package dev.tollgate.ledger.usage;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How far back somebody looks: {@code 90m}, {@code 24h}, {@code 7d} or {@code 4w}; at most ten years. */
public record Lookback(Duration length) {

    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,6})([mhdw])");
    private static final Duration LONGEST = Duration.ofDays(3660);
    private static final int WEEK = 7;

    /** @throws IllegalArgumentException with a sentence that says how to write it */
    public static Lookback parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (matcher.matches()) {
            Duration length = Duration.ofMinutes(Long.parseLong(matcher.group(1)))
                    .multipliedBy(minutes(matcher.group(2).charAt(0)));
            if (length.compareTo(LONGEST) <= 0) {
                return new Lookback(length);
            }
        }
        throw new IllegalArgumentException(
                "'" + text + "' is not a time to look back; write 24h, 7d or 4w, at most ten years");
    }

    private static long minutes(char unit) {
        return switch (unit) {
            case 'm' -> 1;
            case 'h' -> Duration.ofHours(1).toMinutes();
            case 'd' -> Duration.ofDays(1).toMinutes();
            default -> Duration.ofDays(WEEK).toMinutes();
        };
    }

    public Instant from(Instant now) {
        return now.minus(length);
    }
}

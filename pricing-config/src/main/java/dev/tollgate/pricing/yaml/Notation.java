package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import dev.tollgate.pricing.yaml.shape.Form;
import java.math.BigDecimal;
import java.net.URI;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How single values are written. Each method refuses with a sentence that says how to write it. */
final class Notation {

    private static final Pattern RATE = Pattern.compile("(" + Form.COUNT.pattern() + ")/min(?:ute)?");
    private static final int HIGHEST_PORT = 65_535;

    private Notation() {}

    /** Money and other amounts: never negative, never in floating point, below a billion. */
    static BigDecimal decimal(String text) {
        if (!Form.AMOUNT.fits(text)) {
            throw new IllegalArgumentException(quoted(text)
                    + " is not an amount; write a plain decimal such as 2.50, not negative, below a billion");
        }
        return new BigDecimal(text).stripTrailingZeros();
    }

    static BigDecimal aboveZero(String text) {
        BigDecimal amount = decimal(text);
        if (amount.signum() == 0) {
            throw new IllegalArgumentException("must be above 0; write a plain decimal such as 0.10");
        }
        return amount;
    }

    /** What is paid with a card, which knows no part of a cent. */
    static BigDecimal payment(String text) {
        BigDecimal amount = aboveZero(text);
        if (!Form.PAYMENT.fits(text)) {
            throw new IllegalArgumentException(
                    quoted(text) + " is no whole number of cents; write at most 2 decimal places, such as 10.50");
        }
        return amount;
    }

    static long count(String text) {
        Matcher matcher = Form.COUNT.pattern().matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(quoted(text) + " is not a whole number; write 4096, 50K or 1M");
        }
        long factor = matcher.group(2).isEmpty() ? 1 : matcher.group(2).equals("K") ? 1_000 : 1_000_000;
        return Math.multiplyExact(Long.parseLong(matcher.group(1)), factor);
    }

    static long positive(String text) {
        long count = count(text);
        if (count == 0) {
            throw new IllegalArgumentException("must be above 0; write 4096, 50K or 1M");
        }
        return count;
    }

    static BigDecimal percent(String text) {
        Matcher matcher = Form.PERCENT.pattern().matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(quoted(text) + " is not a percentage; write 20%, not negative");
        }
        return new BigDecimal(matcher.group(1)).movePointLeft(2).stripTrailingZeros();
    }

    static long perMinute(String text) {
        Matcher matcher = RATE.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(quoted(text) + " is not a rate; write 10/min or 50K/min");
        }
        return positive(matcher.group(1));
    }

    static long perMonth(String text) {
        if (!Form.PER_MONTH.fits(text)) {
            throw new IllegalArgumentException(quoted(text) + " is not a monthly limit; write 2M/month");
        }
        return positive(text.substring(0, text.indexOf('/')));
    }

    static Duration duration(String text) {
        Matcher matcher = Form.DURATION.pattern().matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(quoted(text) + " is not a length of time; write 500ms, 60s, 10m or 1h");
        }
        long amount = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(amount);
            case "s" -> Duration.ofSeconds(amount);
            case "m" -> Duration.ofMinutes(amount);
            default -> Duration.ofHours(amount);
        };
    }

    static Duration days(String text) {
        Matcher matcher = Form.DAYS.pattern().matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(quoted(text) + " is not a number of days; write 30d, at most 9999d");
        }
        return Duration.ofDays(Long.parseLong(matcher.group(1)));
    }

    static String variable(String text, String example) {
        if (!isVariable(text)) {
            throw new IllegalArgumentException(
                    quoted(text) + " is not the name of an environment variable; write " + example);
        }
        return text;
    }

    static boolean flag(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(quoted(text) + " is neither; write true or false");
        };
    }

    static Instant instant(String text) {
        try {
            if (Form.TIME.fits(text) && OffsetDateTime.parse(text).getYear() > 0) {
                return OffsetDateTime.parse(text).toInstant();
            }
            throw new DateTimeException("not written as a time");
        } catch (DateTimeException wrong) {
            throw new IllegalArgumentException(quoted(text) + " is not a time; write 2026-12-01T00:00:00Z", wrong);
        }
    }

    static boolean isVariable(String text) {
        return Form.VARIABLE.fits(text);
    }

    /** An address in ASCII, as it goes over the wire. */
    static URI url(String text) {
        URI uri = anyUrl(text);
        if (!Form.URL.fits(text)) {
            throw noAddress();
        }
        return uri;
    }

    /** An address as earlier versions took it: in any letters, with an empty port. */
    static URI anyUrl(String text) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException notAUri) {
            throw noAddress();
        }
        boolean http = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
        boolean bare = uri.getRawQuery() == null && uri.getRawFragment() == null && uri.getRawUserInfo() == null;
        if (!http || uri.getHost() == null || !bare) {
            throw noAddress();
        }
        if (uri.getPort() > HIGHEST_PORT) {
            throw new IllegalArgumentException(
                    "there is no port " + uri.getPort() + "; write one of at most " + HIGHEST_PORT + ", or none");
        }
        return uri;
    }

    private static IllegalArgumentException noAddress() {
        return new IllegalArgumentException(
                "this is not an address; write https://api.example.com, in at most 500 letters of ASCII, without user, query or an '_' in the host's name");
    }
}

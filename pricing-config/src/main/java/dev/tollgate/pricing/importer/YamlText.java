package dev.tollgate.pricing.importer;

import java.math.BigDecimal;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** How single values are written. What comes from the table can never end its line, or be anything but a value. */
final class YamlText {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9._/-]*");

    private static final Set<String> RESERVED = Set.of("null", "true", "false", "yes", "no", "on", "off");

    /** What the reader takes, but for the star. */
    private static final Pattern MODEL = Pattern.compile("[\\p{Graph}&&[^\"\\\\*]]{1,250}(:\\*)?");

    private static final Pattern UNPRINTABLE = Pattern.compile("[^ -~]");

    private static final int LONGEST_COMMENT = 2000;

    private YamlText() {}

    static boolean isModelName(String name) {
        return MODEL.matcher(name).matches();
    }

    /** @param name one that {@link #isModelName} takes */
    static String name(String name) {
        boolean plain = PLAIN.matcher(name).matches() && !RESERVED.contains(name.toLowerCase(Locale.ROOT));
        return plain ? name : '"' + name + '"';
    }

    /** A plain decimal with two decimals or more: {@code 2.50}, {@code 0.075}. */
    static String money(BigDecimal amount) {
        BigDecimal plain = amount.stripTrailingZeros();
        return (plain.scale() < 2 ? plain.setScale(2) : plain).toPlainString();
    }

    static String count(long count) {
        if (count % 1_000_000 == 0) {
            return count / 1_000_000 + "M";
        }
        return count % 1000 == 0 ? count / 1000 + "K" : Long.toString(count);
    }

    static String comment(String text) {
        String plain = UNPRINTABLE.matcher(text).replaceAll("?");
        return "# " + (plain.length() <= LONGEST_COMMENT ? plain : plain.substring(0, LONGEST_COMMENT) + " ...");
    }
}

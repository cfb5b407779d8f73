package dev.tollgate.pricing.compare;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Values as the file writes them; empty for what is absent. */
final class Words {

    private Words() {}

    static String plain(BigDecimal amount) {
        return amount.stripTrailingZeros().toPlainString();
    }

    static String percent(BigDecimal fraction) {
        return plain(fraction.movePointRight(2)) + "%";
    }

    static String map(Map<String, String> map) {
        return new TreeMap<>(map)
                .entrySet().stream()
                        .map(entry -> entry.getKey() + ": " + quoted(entry.getValue()))
                        .collect(Collectors.joining("; "));
    }

    /** A value that could be taken for more entries stands in quotes, so that two maps never read alike. */
    private static String quoted(String value) {
        return value.contains(";") || value.startsWith("\"")
                ? '"' + value.replace("\\", "\\\\").replace("\"", "\\\"") + '"'
                : value;
    }

    /** In its largest whole unit. */
    static String duration(Optional<Duration> time) {
        if (time.isEmpty()) {
            return "";
        }
        long millis = time.get().toMillis();
        if (millis % 1_000 != 0) {
            return millis + "ms";
        }
        long seconds = millis / 1_000;
        if (seconds % 60 != 0) {
            return seconds + "s";
        }
        return seconds % 3_600 == 0 ? seconds / 3_600 + "h" : seconds / 60 + "m";
    }
}

package dev.tollgate.filter.dialect.anthropic;

import dev.tollgate.filter.limit.Measure;
import dev.tollgate.filter.limit.Standing;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;

/** Rate limits in the headers that Anthropic's clients read: {@code anthropic-ratelimit-requests-remaining} and its like. */
final class AnthropicLimits {

    private AnthropicLimits() {}

    static Map<String, String> headers(Standing standing, Instant now) {
        Map<String, String> headers = new LinkedHashMap<>();
        add(headers, standing, Measure.REQUESTS, "requests", now);
        add(headers, standing, Measure.TOKENS, "tokens", now);
        return headers;
    }

    private static void add(Map<String, String> headers, Standing standing, Measure measure, String name, Instant now) {
        standing.least(measure).ifPresent(reading -> {
            String prefix = "anthropic-ratelimit-" + name + "-";
            headers.put(prefix + "limit", Long.toString(reading.limit()));
            headers.put(prefix + "remaining", Long.toString(reading.remaining()));
            headers.put(prefix + "reset", rfc3339(now.plus(reading.full())));
        });
    }

    /** In whole seconds, rounded up. */
    private static String rfc3339(Instant at) {
        return at.plusNanos(999_999_999).truncatedTo(ChronoUnit.SECONDS).toString();
    }
}

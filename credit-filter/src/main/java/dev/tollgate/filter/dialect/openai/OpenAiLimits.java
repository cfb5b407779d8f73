package dev.tollgate.filter.dialect.openai;

import dev.tollgate.filter.limit.Measure;
import dev.tollgate.filter.limit.Standing;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** Rate limits in the headers that OpenAI's clients read: {@code x-ratelimit-remaining-requests} and its like. */
final class OpenAiLimits {

    private static final long SECONDS = 60;
    private static final long MINUTES = 60;

    private OpenAiLimits() {}

    static Map<String, String> headers(Standing standing) {
        Map<String, String> headers = new LinkedHashMap<>();
        add(headers, standing, Measure.REQUESTS, "requests");
        add(headers, standing, Measure.TOKENS, "tokens");
        return headers;
    }

    private static void add(Map<String, String> headers, Standing standing, Measure measure, String name) {
        standing.least(measure).ifPresent(reading -> {
            headers.put("x-ratelimit-limit-" + name, Long.toString(reading.limit()));
            headers.put("x-ratelimit-remaining-" + name, Long.toString(reading.remaining()));
            headers.put("x-ratelimit-reset-" + name, written(reading.full()));
        });
    }

    /** As Go writes it and OpenAI sends it: {@code 6m0s}, {@code 1.5s}, {@code 20ms}. */
    static String written(Duration pause) {
        long millis = pause.plusNanos(999_999).toMillis();
        if (millis < Duration.ofSeconds(1).toMillis()) {
            return millis + "ms";
        }
        long seconds = Duration.ofMillis(millis).toSeconds();
        StringBuilder text = new StringBuilder();
        if (seconds >= SECONDS * MINUTES) {
            text.append(seconds / SECONDS / MINUTES).append('h');
        }
        if (seconds >= SECONDS) {
            text.append(seconds / SECONDS % MINUTES).append('m');
        }
        text.append(seconds % SECONDS);
        long rest = millis % Duration.ofSeconds(1).toMillis();
        if (rest > 0) {
            String digits =
                    Long.toString(Duration.ofSeconds(1).toMillis() + rest).substring(1);
            text.append('.').append(digits.replaceAll("0+$", ""));
        }
        return text.append('s').toString();
    }
}

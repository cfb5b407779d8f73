package dev.tollgate.filter.gateway;

import dev.tollgate.filter.dialect.Dialect;
import dev.tollgate.filter.limit.Measure;
import dev.tollgate.filter.limit.Reading;
import dev.tollgate.filter.limit.Standing;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.StringJoiner;
import org.springframework.http.HttpHeaders;

/**
 * What is left of the caller's limits, as headers: by the names that the clients of a dialect know, and as the IETF drafts
 * it (draft-ietf-httpapi-ratelimit-headers-10). They are always the gateway's own limits, never those of a provider.
 */
public final class LimitHeaders {

    private static final String POLICY = "RateLimit-Policy";
    private static final String LEFT = "RateLimit";

    private final boolean draft;

    /** @param draft whether to send the IETF's too */
    public LimitHeaders(boolean draft) {
        this.draft = draft;
    }

    void tell(HttpHeaders headers, Dialect dialect, Standing standing) {
        if (standing.readings().isEmpty()) {
            return;
        }
        dialect.limitHeaders(standing, Instant.now()).forEach(headers::set);
        tell(headers, standing);
    }

    /** The IETF's alone, for paths that speak no dialect. */
    public void tell(HttpHeaders headers, Standing standing) {
        if (!draft) {
            return;
        }
        StringJoiner policies = new StringJoiner(", ");
        StringJoiner left = new StringJoiner(", ");
        for (Measure measure : Measure.values()) {
            standing.least(measure).ifPresent(reading -> {
                policies.add(policy(reading));
                left.add("\"" + name(measure) + "\";r=" + reading.remaining() + reset(reading));
            });
        }
        if (policies.length() > 0) {
            headers.set(POLICY, policies.toString());
            headers.set(LEFT, left.toString());
        }
    }

    private static String policy(Reading reading) {
        String quota = "\"" + name(reading.measure()) + "\";q=" + reading.limit();
        return switch (reading.measure()) {
            case CONCURRENT -> quota + ";qu=\"concurrent-requests\"";
            case REQUESTS -> quota + ";w=60";
            case TOKENS -> quota + ";qu=\"tokens\";w=60";
        };
    }

    private static String name(Measure measure) {
        return switch (measure) {
            case CONCURRENT -> "concurrent";
            case REQUESTS -> "requests";
            case TOKENS -> "tokens";
        };
    }

    private static String reset(Reading reading) {
        return Optional.of(reading.full())
                .filter(full -> reading.measure() != Measure.CONCURRENT)
                .map(full -> ";t=" + seconds(full))
                .orElse("");
    }

    /** Rounded up: who waits so long finds it there. */
    private static long seconds(Duration pause) {
        return pause.plusMillis(999).toSeconds();
    }
}

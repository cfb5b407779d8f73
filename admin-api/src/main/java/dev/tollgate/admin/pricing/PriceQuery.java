package dev.tollgate.admin.pricing;

import dev.tollgate.admin.problem.Problem;
import dev.tollgate.admin.problem.Texts;
import dev.tollgate.ledger.pricing.PriceChange;
import dev.tollgate.ledger.usage.Lookback;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.util.MultiValueMap;

/** The parameters of this package's requests. */
final class PriceQuery {

    private static final int LAST_YEAR = 9999;

    private PriceQuery() {}

    /** @throws Problem if the request has other parameters than these */
    static void requireKnown(ServerHttpRequest request, List<String> known) {
        request.getQueryParams().keySet().stream()
                .filter(name -> !known.contains(name))
                .forEach(name -> {
                    throw Problem.badField(
                            name,
                            "is not a parameter of this request; it takes "
                                    + (known.isEmpty() ? "none" : String.join(", ", known)) + ".");
                });
    }

    static String reason(ServerHttpRequest request) {
        String reason = one(request, "reason").orElse("");
        if (reason.length() > PriceChange.LONGEST_REASON || !Texts.areStorable(reason)) {
            throw Problem.badField(
                    "reason", "must be at most " + PriceChange.LONGEST_REASON + " whole characters, no zero bytes.");
        }
        return reason;
    }

    static Optional<Instant> at(ServerHttpRequest request) {
        return one(request, "at").map(text -> {
            try {
                // A plus that was not encoded has become a space.
                OffsetDateTime at = OffsetDateTime.parse(text.replace(' ', '+'));
                int year = at.withOffsetSameInstant(ZoneOffset.UTC).getYear();
                if (year > 0 && year <= LAST_YEAR) {
                    return at.toInstant();
                }
            } catch (DateTimeException malformed) {
                // Told below, as for years that no calendar has.
            }
            throw Problem.badField("at", "must be a time such as 2026-12-01T00:00:00Z.");
        });
    }

    /**
     * The time that is asked for, else the one that the prices name themselves; absent: at once.
     *
     * @throws Problem if they are asked for before the time that they name
     */
    static Optional<Instant> begin(Optional<Instant> at, Optional<Instant> effective) {
        if (at.isPresent() && effective.filter(at.get()::isBefore).isPresent()) {
            throw Problem.badField(
                    "at",
                    "is before " + effective.get() + ", when these prices begin by their own 'effective'; leave 'at'"
                            + " out, or change 'effective'.");
        }
        return at.or(() -> effective);
    }

    /** How far back recorded calls are looked at. */
    static Optional<Lookback> last(ServerHttpRequest request) {
        return one(request, "last").map(text -> {
            try {
                return Lookback.parse(text);
            } catch (IllegalArgumentException wrong) {
                throw Problem.badField(
                        "last", "must be a time to look back, such as 24h, 7d or 4w, at most ten years.");
            }
        });
    }

    static Optional<String> one(ServerHttpRequest request, String name) {
        MultiValueMap<String, String> given = request.getQueryParams();
        List<String> values = given.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw Problem.badField(name, "may be given once only.");
        }
        return values.stream()
                .findFirst()
                .map(value -> value == null ? "" : value)
                .filter(value -> !value.isBlank());
    }
}

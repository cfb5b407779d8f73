package dev.tollgate.admin.analytics;

import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.DailyCredits;
import dev.tollgate.ledger.analytics.Dimension;
import dev.tollgate.ledger.analytics.Question;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.util.MultiValueMap;

/**
 * What is asked of the analytics.
 *
 * @param by as it was written: {@code day}, {@code hour} or a dimension's name
 * @param csv the rows as a file
 */
record AnalyticsQuery(Question question, ZoneId zone, String by, boolean csv) {

    private static final List<String> KNOWN = List.of("from", "to", "zone", "by", "limit", "format");
    private static final MediaType CSV = MediaType.parseMediaType("text/csv");
    private static final String DAY = "day";
    private static final String HOUR = "hour";
    private static final int USUAL_DAYS = 30;
    private static final int USUAL_NAMES = 100;
    private static final int MOST_NAMES = 1000;

    /** Of a file. */
    private static final int ALL_NAMES = 10_000_000;

    private static final Duration LONGEST = Duration.ofDays(1100);
    private static final Duration LONGEST_BY_HOUR = Duration.ofDays(32);

    /**
     * @param admin whether accounts and plans may be told apart
     * @throws Problem that names the parameter that is unknown, given twice or malformed
     */
    static AnalyticsQuery read(ServerHttpRequest request, boolean admin, Clock clock) {
        Given given = new Given(request.getQueryParams());
        ZoneId zone = zone(given);
        String by = given.one("by").orElse(DAY);
        LocalDate today = LocalDate.ofInstant(clock.instant(), zone);
        Instant to = given.time("to", zone).orElseGet(() -> Moments.start(today.plusDays(1), zone));
        Instant from = given.time("from", zone)
                .orElseGet(
                        () -> Moments.start(Moments.day(to.minusMillis(1), zone).minusDays(USUAL_DAYS - 1L), zone));
        if (!from.isBefore(to)) {
            throw Problem.badField("to", "must be later than 'from'; it is the first moment that is left out.");
        }
        Duration longest = by.equals(HOUR) ? LONGEST_BY_HOUR : LONGEST;
        if (Duration.between(from, to).compareTo(longest) > 0) {
            throw Problem.badField(
                    "from", "may be at most " + longest.toDays() + " days before 'to' for 'by' = " + by + ".");
        }
        boolean csv = csv(request, given);
        return new AnalyticsQuery(question(given, by, from, to, zone, admin, csv), zone, by, csv);
    }

    private static Question question(
            Given given, String by, Instant from, Instant to, ZoneId zone, boolean admin, boolean csv) {
        if (by.equals(DAY) || by.equals(HOUR)) {
            if (given.one("limit").isPresent()) {
                throw Problem.badField("limit", "is for names; by " + by + " all of the time is told. Leave it out.");
            }
            return Question.steps(to, by.equals(DAY) ? Moments.days(from, to, zone) : Moments.hours(from, to, zone));
        }
        Dimension dimension = Arrays.stream(Dimension.values())
                .filter(known -> admin || known.isForAccounts())
                .filter(known -> name(known).equals(by))
                .findFirst()
                .orElseThrow(() -> Problem.badField("by", "must be one of day, hour, " + names(admin) + "."));
        return Question.by(dimension, from, to, csv ? ALL_NAMES : limit(given));
    }

    private static String names(boolean admin) {
        return Arrays.stream(Dimension.values())
                .filter(known -> admin || known.isForAccounts())
                .map(AnalyticsQuery::name)
                .collect(Collectors.joining(", "));
    }

    private static String name(Dimension dimension) {
        return dimension.name().toLowerCase(Locale.ROOT);
    }

    private static int limit(Given given) {
        String text = given.one("limit").orElse(Integer.toString(USUAL_NAMES));
        if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MOST_NAMES) {
            throw Problem.badField("limit", "must be a number from 1 to " + MOST_NAMES + ".");
        }
        return Integer.parseInt(text);
    }

    private static ZoneId zone(Given given) {
        String name = given.one("zone").orElse("UTC");
        if (!DailyCredits.isNamed(name)) {
            throw Problem.badField("zone", "must be the name of a time zone, such as Europe/Berlin.");
        }
        return ZoneId.of(name);
    }

    private static boolean csv(ServerHttpRequest request, Given given) {
        Optional<String> format = given.one("format");
        if (format.filter(name -> !name.equals("csv") && !name.equals("json")).isPresent()) {
            throw Problem.badField("format", "must be json or csv.");
        }
        return format.map("csv"::equals)
                .orElseGet(() -> request.getHeaders().getAccept().stream().anyMatch(CSV::equalsTypeAndSubtype));
    }

    /** The parameters, each known and given once. */
    private record Given(MultiValueMap<String, String> values) {
        Given {
            values.keySet().stream().filter(name -> !KNOWN.contains(name)).forEach(name -> {
                throw Problem.badField(
                        name, "is not a parameter of this request; it takes " + String.join(", ", KNOWN) + ".");
            });
        }

        Optional<String> one(String name) {
            List<@Nullable String> all = Objects.requireNonNullElse(values.get(name), List.of());
            if (all.size() > 1) {
                throw Problem.badField(name, "may be given once only.");
            }
            if (all.isEmpty()) {
                return Optional.empty();
            }
            return Optional.ofNullable(all.get(0))
                    .filter(text -> !text.isBlank())
                    .or(() -> {
                        throw Problem.badField(name, "must not be empty; or leave it out.");
                    });
        }

        Optional<Instant> time(String name, ZoneId zone) {
            return one(name).map(text -> Moments.read(name, text, zone));
        }
    }
}

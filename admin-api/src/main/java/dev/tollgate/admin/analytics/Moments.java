package dev.tollgate.admin.analytics;

import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.analytics.Question;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** Where days and hours of a time zone begin. */
final class Moments {

    private static final int FIRST_YEAR = 2000;
    private static final int LAST_YEAR = 2200;

    private Moments() {}

    static LocalDate day(Instant time, ZoneId zone) {
        return LocalDate.ofInstant(time, zone);
    }

    /** The first moment of a day; where clocks skip midnight, the first after the gap. */
    static Instant start(LocalDate day, ZoneId zone) {
        return day.atStartOfDay(zone).toInstant();
    }

    /** The beginnings of the days that lie in a time, the first one where the time begins. */
    static List<Instant> days(Instant from, Instant to, ZoneId zone) {
        List<Instant> starts = new ArrayList<>();
        starts.add(from);
        for (LocalDate day = day(from, zone).plusDays(1); start(day, zone).isBefore(to); day = day.plusDays(1)) {
            starts.add(start(day, zone));
        }
        return starts;
    }

    /** The same of hours; where clocks are set back an hour comes twice. */
    static List<Instant> hours(Instant from, Instant to, ZoneId zone) {
        List<Instant> starts = new ArrayList<>();
        starts.add(from);
        ZonedDateTime next = from.atZone(zone).truncatedTo(ChronoUnit.HOURS).plus(Duration.ofHours(1));
        for (; next.toInstant().isBefore(to); next = next.plus(Duration.ofHours(1))) {
            starts.add(next.toInstant());
        }
        return starts;
    }

    /**
     * A time, or the beginning of a day in the zone.
     *
     * @throws Problem if it is neither, or no quarter of an hour
     */
    static Instant read(String name, String text, ZoneId zone) {
        try {
            // A plus that was not encoded has become a space.
            Instant time = text.length() == "2026-11-01".length()
                    ? start(LocalDate.parse(text), zone)
                    : OffsetDateTime.parse(text.replace(' ', '+')).toInstant();
            int year = day(time, zone).getYear();
            if (year >= FIRST_YEAR && year <= LAST_YEAR && Question.isQuarter(time)) {
                return time;
            }
        } catch (DateTimeException malformed) {
            // Told below, as for times between quarters of an hour.
        }
        throw Problem.badField(
                name,
                "must be a day such as 2026-11-01 (in 'zone'), or a time at a quarter of an hour such as"
                        + " 2026-11-01T08:15:00Z, from the year " + FIRST_YEAR + " on.");
    }
}

package dev.tollgate.admin.key;

import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.key.AddressRange;
import dev.tollgate.ledger.key.Budget.Period;
import dev.tollgate.ledger.key.KeyTerms;
import dev.tollgate.pricing.Credits;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a request says that a key is to be. */
final class KeyBody {

    static final String[] FIELDS = {"name", "expires", "models", "services", "addresses", "budgets"};

    private static final int LONGEST_NAME = 100;
    private static final int LONGEST_ENTRY = 255;
    private static final int MOST_ENTRIES = 100;
    private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,9})?");
    private static final Pattern OVERLAP = Pattern.compile("([0-9]{1,5})([mhd])");
    private static final Duration LONGEST_OVERLAP = Duration.ofDays(30);
    private static final Duration USUAL_OVERLAP = Duration.ofHours(24);

    private KeyBody() {}

    /** Of a new key, which must have a name. */
    static KeyTerms created(Fields fields) {
        KeyTerms terms = changed(fields);
        if (terms.name() == null) {
            throw Problem.badField("name", "must say what the key is for, in 1 to 100 characters.");
        }
        return terms;
    }

    /** Of a change: what is absent stays. */
    static KeyTerms changed(Fields fields) {
        return new KeyTerms(
                name(fields),
                expires(fields),
                list(fields, "models"),
                list(fields, "services"),
                addresses(list(fields, "addresses")),
                budgets(fields));
    }

    private static @Nullable String name(Fields fields) {
        Optional<String> name = fields.text("name", LONGEST_NAME).map(String::strip);
        if (name.filter(String::isEmpty).isPresent()) {
            throw Problem.badField("name", "must say what the key is for, in 1 to 100 characters.");
        }
        return name.orElse(null);
    }

    @SuppressWarnings("OptionalAssignedToNull") // Absent is unchanged; empty is never.
    private static @Nullable Optional<Instant> expires(Fields fields) {
        Optional<String> given = fields.text("expires", LONGEST_ENTRY);
        if (given.isEmpty()) {
            return null;
        }
        if (given.get().equals("never")) {
            return Optional.empty();
        }
        try {
            Instant end = Instant.parse(given.get());
            if (end.isAfter(Instant.now()) && end.isBefore(Instant.parse("2200-01-01T00:00:00Z"))) {
                return Optional.of(end);
            }
        } catch (DateTimeException malformed) {
            // Told below, as for one that is over.
        }
        throw Problem.badField(
                "expires", "must be a time to come before 2200, such as \"2030-01-31T00:00:00Z\", or \"never\".");
    }

    private static @Nullable List<String> list(Fields fields, String name) {
        return fields.has(name) ? fields.list(name, MOST_ENTRIES, LONGEST_ENTRY) : null;
    }

    private static @Nullable List<String> addresses(@Nullable List<String> ranges) {
        if (ranges == null || ranges.equals(KeyTerms.ANY)) {
            return ranges;
        }
        try {
            return ranges.stream()
                    .map(AddressRange::parse)
                    .map(AddressRange::toString)
                    .toList();
        } catch (IllegalArgumentException malformed) {
            throw Problem.badField("addresses", "cannot be taken: " + malformed.getMessage() + ".");
        }
    }

    private static @Nullable Map<Period, Credits> budgets(Fields fields) {
        return fields.object("budgets", "day", "month", "total")
                .map(given -> {
                    Map<Period, Credits> budgets = new EnumMap<>(Period.class);
                    for (Period period : List.of(Period.DAY, Period.MONTH, Period.TOTAL)) {
                        given.decimal(period.label()).ifPresent(amount -> budgets.put(period, amount(amount)));
                    }
                    return budgets;
                })
                .orElse(null);
    }

    private static Credits amount(String text) {
        if (!AMOUNT.matcher(text).matches()) {
            throw Problem.badField(
                    "budgets",
                    "must have decimal amounts of credits such as \"12.5\": from 0, below 1000000000, at most 9 decimal"
                            + " places.");
        }
        return Credits.of(new BigDecimal(text));
    }

    /** How long the secret before lives on. */
    static Duration overlap(Fields fields) {
        Optional<String> given = fields.text("overlap", LONGEST_ENTRY);
        if (given.isEmpty()) {
            return USUAL_OVERLAP;
        }
        Matcher matcher = OVERLAP.matcher(given.get());
        if (matcher.matches()) {
            long count = Long.parseLong(matcher.group(1));
            Duration overlap =
                    switch (matcher.group(2)) {
                        case "m" -> Duration.ofMinutes(count);
                        case "h" -> Duration.ofHours(count);
                        default -> Duration.ofDays(count);
                    };
            if (overlap.compareTo(LONGEST_OVERLAP) <= 0) {
                return overlap;
            }
        }
        throw Problem.badField("overlap", "must be a time from \"0m\" to \"30d\", such as \"24h\".");
    }
}

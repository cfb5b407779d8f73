package dev.tollgate.admin.credits;

import dev.tollgate.admin.problem.Cursor;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.admin.problem.Texts;
import dev.tollgate.ledger.journal.EntryFilter;
import dev.tollgate.ledger.journal.EntryKinds;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.util.MultiValueMap;

/**
 * What is asked of the transactions.
 *
 * @param account of an administrator's question: an id or e-mail address
 * @param before the number of the entry that ended the page before
 * @param csv all of it as a file, oldest first, instead of a page
 */
record TransactionQuery(@Nullable String account, EntryFilter filter, long before, int limit, boolean csv) {

    private static final List<String> KNOWN = List.of("account", "kind", "from", "to", "cursor", "limit", "format");
    private static final MediaType CSV = MediaType.parseMediaType("text/csv");
    private static final int USUAL = 50;
    private static final int MOST = 200;

    /** @throws Problem that names the parameter that is unknown, given twice or malformed */
    static TransactionQuery read(ServerHttpRequest request) {
        MultiValueMap<String, String> given = request.getQueryParams();
        given.keySet().stream().filter(name -> !KNOWN.contains(name)).forEach(name -> {
            throw Problem.badField(
                    name, "is not a parameter of this request; it takes " + String.join(", ", KNOWN) + ".");
        });
        boolean csv = csv(request, given);
        if (csv && (given.containsKey("cursor") || given.containsKey("limit"))) {
            throw Problem.badField(
                    given.containsKey("cursor") ? "cursor" : "limit",
                    "is for pages; CSV has all of the time that 'from' and 'to' name. Leave it out.");
        }
        String cursor = one(given, "cursor");
        return new TransactionQuery(
                one(given, "account"),
                filter(given),
                cursor == null ? Long.MAX_VALUE : Cursor.read(cursor),
                limit(given),
                csv);
    }

    private static boolean csv(ServerHttpRequest request, MultiValueMap<String, String> given) {
        String format = one(given, "format");
        if (format != null && !format.equals("csv") && !format.equals("json")) {
            throw Problem.badField("format", "must be json or csv.");
        }
        return format == null
                ? request.getHeaders().getAccept().stream().anyMatch(CSV::equalsTypeAndSubtype)
                : format.equals("csv");
    }

    private static EntryFilter filter(MultiValueMap<String, String> given) {
        Instant from = time(given, "from");
        Instant to = time(given, "to");
        if (from != null && to != null && !from.isBefore(to)) {
            throw Problem.badField("to", "must be later than 'from'; it is the first moment that is left out.");
        }
        return new EntryFilter(kinds(given), from, to);
    }

    private static Set<String> kinds(MultiValueMap<String, String> given) {
        Set<String> kinds = new LinkedHashSet<>();
        given.getOrDefault("kind", List.of()).stream()
                .flatMap(list -> Arrays.stream((list == null ? "" : list).split(",", -1)))
                .map(String::strip)
                .forEach(kinds::add);
        if (!EntryKinds.ALL.containsAll(kinds)) {
            throw Problem.badField(
                    "kind", "must be some of " + String.join(", ", EntryKinds.ALL) + ", with commas between.");
        }
        return kinds;
    }

    private static @Nullable Instant time(MultiValueMap<String, String> given, String name) {
        String text = one(given, name);
        if (text == null) {
            return null;
        }
        try {
            // A plus that was not encoded has become a space.
            OffsetDateTime time = text.length() == "2026-11-01".length()
                    ? LocalDate.parse(text).atStartOfDay().atOffset(ZoneOffset.UTC)
                    : OffsetDateTime.parse(text.replace(' ', '+'));
            int year = time.withOffsetSameInstant(ZoneOffset.UTC).getYear();
            if (year >= 1 && year <= 9999) {
                return time.toInstant();
            }
        } catch (DateTimeException malformed) {
            // Told below, as for years that no calendar has.
        }
        throw Problem.badField(
                name, "must be a time such as 2026-11-01T00:00:00Z, or a day such as 2026-11-01 (from midnight UTC).");
    }

    private static int limit(MultiValueMap<String, String> given) {
        String text = one(given, "limit");
        if (text == null) {
            return USUAL;
        }
        if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > MOST) {
            throw Problem.badField("limit", "must be a number from 1 to " + MOST + ".");
        }
        return Integer.parseInt(text);
    }

    private static @Nullable String one(MultiValueMap<String, String> given, String name) {
        List<String> values = given.getOrDefault(name, List.of());
        if (values.size() > 1) {
            throw Problem.badField(name, "may be given once only.");
        }
        if (values.isEmpty()) {
            return null;
        }
        String value = values.get(0);
        if (value == null || value.isBlank() || !Texts.areStorable(value)) {
            throw Problem.badField(name, "must be a text that is not empty, without zero bytes; or leave it out.");
        }
        return value;
    }
}

package dev.tollgate.ledger.usage;

import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.Usage;
import dev.tollgate.pricing.compare.PastCall;
import dev.tollgate.pricing.compare.UsageNotation;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVException;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * Past calls as a CSV file (RFC 4180, UTF-8) with the columns of {@link #COLUMNS} in this order, named by its first line:
 * {@code at} (RFC 3339), {@code account}, {@code plan}, {@code operation} ({@code spend} for services), {@code key}
 * ({@code platform}, or {@code own} where the provider's bill went to the caller), {@code model}, {@code answered_model} (may be empty), {@code usage} ({@code in=1200,cached=800,out=300}; of a service {@code unit=3}, of one that is sold by time {@code unit:second=90}),
 * {@code additional} (work of other models within the call, {@code NAME{in=5,out=5};…}; may be empty), {@code charged}
 * (credits) and {@code charged_usd} (the same in US dollars; empty where a credit has no worth in money). A text that
 * spreadsheets would take for a formula has an apostrophe in front.
 */
public final class UsageCsv {

    static final List<String> COLUMNS = List.of(
            "at",
            "account",
            "plan",
            "operation",
            "key",
            "model",
            "answered_model",
            "usage",
            "additional",
            "charged",
            "charged_usd");

    private static final String PLATFORM = "platform";
    private static final String OWN = "own";
    private static final CSVFormat FORMAT = CSVFormat.RFC4180;
    private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,10}(\\.[0-9]{1,9})?");
    private static final Pattern DOLLARS = Pattern.compile("[0-9]{1,18}(\\.[0-9]{1,40})?");
    private static final Pattern MORE = Pattern.compile("([^{};]+)\\{([^{}]*)}");

    private UsageCsv() {}

    /** The first line of a file, with its end. */
    public static String head() {
        return FORMAT.format(COLUMNS.toArray()) + "\r\n";
    }

    /** A call as a line, with its end. */
    public static String line(PastCall call) {
        return FORMAT.format(
                        call.at(),
                        Formulas.guarded(call.account()),
                        Formulas.guarded(call.plan()),
                        Formulas.guarded(call.operation()),
                        call.ownKey() ? OWN : PLATFORM,
                        Formulas.guarded(call.model()),
                        Formulas.guarded(call.answered().orElse("")),
                        UsageNotation.write(call.usage()),
                        Formulas.guarded(call.additional().stream()
                                .map(more -> more.model() + "{" + UsageNotation.write(more.usage()) + "}")
                                .collect(Collectors.joining(";"))),
                        call.charged(),
                        call.usd()
                                .map(usd -> usd.stripTrailingZeros().toPlainString())
                                .orElse(""))
                + "\r\n";
    }

    /**
     * Reads a file line by line; keeps none.
     *
     * @param name what errors call the file
     * @throws IllegalArgumentException with the file's name, the number of the line and what is wrong with it
     * @throws UncheckedIOException if it cannot be read
     */
    public static void read(String name, Reader file, Consumer<PastCall> calls) {
        CSVParser parser = parser(file);
        try {
            Iterator<CSVRecord> records = parser.iterator();
            if (!records.hasNext() || !COLUMNS.equals(withoutMark(records.next().toList()))) {
                throw wrong(name, 1, "the first line must name the columns: " + String.join(",", COLUMNS));
            }
            long line = parser.getCurrentLineNumber() + 1;
            while (records.hasNext()) {
                CSVRecord record = records.next();
                calls.accept(call(name, line, record));
                line = parser.getCurrentLineNumber() + 1;
            }
        } catch (UncheckedIOException broken) {
            if (broken.getCause() instanceof CSVException) {
                throw wrong(name, parser.getCurrentLineNumber() + 1, "this is not CSV; check its quotes");
            }
            throw broken;
        }
    }

    /** Spreadsheets begin a file with a byte order mark. */
    private static List<String> withoutMark(List<String> first) {
        List<String> cells = new ArrayList<>(first);
        cells.set(0, cells.get(0).replaceFirst("^\uFEFF", ""));
        return cells;
    }

    private static CSVParser parser(Reader file) {
        try {
            return CSVParser.builder().setFormat(FORMAT).setReader(file).get();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static PastCall call(String name, long line, CSVRecord record) {
        if (record.size() != COLUMNS.size()) {
            throw wrong(name, line, "there are " + record.size() + " cells; write " + COLUMNS.size());
        }
        Cells cells = new Cells(name, line, record);
        Credits charged = cells.read("charged", text -> amount(text, AMOUNT, Credits::of));
        return new PastCall(
                cells.read("at", UsageCsv::time),
                cells.some("account"),
                cells.some("plan"),
                cells.some("operation"),
                cells.read("key", UsageCsv::isOwn),
                cells.some("model"),
                cells.read("answered_model", text -> Optional.of(text).filter(model -> !model.isEmpty())),
                cells.read("usage", UsageNotation::parse),
                cells.read("additional", UsageCsv::additional),
                charged,
                cells.read(
                        "charged_usd",
                        text -> text.isEmpty()
                                ? Optional.empty()
                                : Optional.of(amount(text, DOLLARS, Function.identity()))));
    }

    private record Cells(String file, long line, CSVRecord record) {

        <T> T read(String column, Function<String, T> reading) {
            try {
                return reading.apply(Formulas.unguarded(record.get(COLUMNS.indexOf(column))));
            } catch (IllegalArgumentException | ArithmeticException unreadable) {
                throw wrong(file, line, column + ": " + unreadable.getMessage());
            }
        }

        String some(String column) {
            return read(column, text -> {
                if (text.isBlank()) {
                    throw new IllegalArgumentException("is empty; every call has one");
                }
                return text;
            });
        }
    }

    private static boolean isOwn(String text) {
        if (!text.equals(OWN) && !text.equals(PLATFORM)) {
            throw new IllegalArgumentException("'" + text + "' is nobody's key; write " + PLATFORM + " or " + OWN);
        }
        return text.equals(OWN);
    }

    private static Instant time(String text) {
        try {
            return Instant.parse(text);
        } catch (DateTimeException wrong) {
            throw new IllegalArgumentException("'" + text + "' is not a time; write 2026-12-01T00:00:00Z", wrong);
        }
    }

    private static <T> T amount(String text, Pattern form, Function<BigDecimal, T> reading) {
        if (!form.matcher(text).matches()) {
            throw new IllegalArgumentException("'" + text + "' is not an amount; write a plain decimal such as 0.0123");
        }
        return reading.apply(new BigDecimal(text));
    }

    private static List<PastCall.More> additional(String text) {
        List<PastCall.More> all = new ArrayList<>();
        for (String part : text.isEmpty() ? new String[0] : text.split(";", -1)) {
            Matcher matcher = MORE.matcher(part);
            if (!matcher.matches()) {
                throw new IllegalArgumentException("'" + part + "' is not the work of a model; write NAME{in=5,out=5}");
            }
            Usage usage = UsageNotation.parse(matcher.group(2));
            all.add(new PastCall.More(matcher.group(1), usage));
        }
        return all;
    }

    private static IllegalArgumentException wrong(String file, long line, String what) {
        return new IllegalArgumentException(file + ":" + line + ": " + what);
    }
}

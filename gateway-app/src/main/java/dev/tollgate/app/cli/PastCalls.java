package dev.tollgate.app.cli;

import dev.tollgate.app.startup.StartupProblem;
import dev.tollgate.ledger.database.Connections;
import dev.tollgate.ledger.database.DatabaseUnreachable;
import dev.tollgate.ledger.database.DatabaseUrl;
import dev.tollgate.ledger.database.LedgerUnavailable;
import dev.tollgate.ledger.usage.Lookback;
import dev.tollgate.ledger.usage.UsageCsv;
import dev.tollgate.ledger.usage.UsageReplay;
import dev.tollgate.pricing.compare.PastCall;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Calls to be priced again, read one by one from wherever they are.
 *
 * @param words which they are, after "Calls of"
 */
record PastCalls(String words, Consumer<Consumer<PastCall>> reading) {

    /** Rows that wait for this thread; no more are fetched before it has taken some. */
    private static final int AHEAD = 512;

    private static final Duration CLOSING = Duration.ofSeconds(10);

    void each(Consumer<PastCall> taker) {
        reading.accept(taker);
    }

    static PastCalls file(Path csv) {
        return new PastCalls(csv.toString(), taker -> {
            try (BufferedReader reader = Files.newBufferedReader(csv)) {
                UsageCsv.read(csv.toString(), reader, taker);
            } catch (NoSuchFileException missing) {
                throw new StartupProblem("There is no file " + csv + "; check the path.");
            } catch (IOException | UncheckedIOException failure) {
                throw new StartupProblem(
                        "The file " + csv + " cannot be read as UTF-8 text: check what it is, and its permissions.",
                        failure);
            }
        });
    }

    /**
     * Those that a gateway recorded lately.
     *
     * @param last how far back, such as {@code 7d}
     * @throws IllegalArgumentException if that is malformed
     */
    static PastCalls of(GatewayDatabase database, String last) {
        Instant now = Instant.now();
        Instant from = Lookback.parse(last).from(now);
        return new PastCalls(
                "the last " + last,
                taker -> database.at(url -> {
                    read(url, from, now, taker);
                    return true;
                }));
    }

    private static void read(DatabaseUrl url, Instant from, Instant to, Consumer<PastCall> taker) {
        Connections connections = new Connections(url, 1);
        try (Stream<PastCall> calls =
                new UsageReplay(connections).between(from, to).toStream(AHEAD)) {
            calls.forEach(taker);
        } catch (LedgerUnavailable away) {
            Throwable cause = away.getCause();
            throw new DatabaseUnreachable(
                    "The usage in " + url + " cannot be read: " + (cause == null ? away : cause).getMessage(), away);
        } finally {
            connections.close().block(CLOSING);
        }
    }

    /** Takes each, and writes it to a file as well, which cannot be the one that they are read from. */
    void copiedTo(Path copy, Consumer<PastCall> taker) {
        if (words.equals(copy.toString())) {
            throw new StartupProblem("The calls of " + copy + " are read; give --write-csv another file.");
        }
        try (Writer file = Files.newBufferedWriter(copy)) {
            file.write(UsageCsv.head());
            each(call -> {
                taker.accept(call);
                try {
                    file.write(UsageCsv.line(call));
                } catch (IOException failure) {
                    throw unwritable(copy, failure);
                }
            });
        } catch (IOException failure) {
            throw unwritable(copy, failure);
        }
    }

    private static StartupProblem unwritable(Path copy, IOException failure) {
        return new StartupProblem(
                "The file " + copy + " cannot be written: check its folder and permissions.", failure);
    }
}

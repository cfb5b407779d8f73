package dev.tollgate.app.cli;

import dev.tollgate.app.database.BooksOnDisk;
import dev.tollgate.ledger.database.Connections;
import dev.tollgate.ledger.database.DatabaseUnreachable;
import dev.tollgate.ledger.database.DatabaseUrl;
import dev.tollgate.ledger.database.LedgerUnavailable;
import dev.tollgate.ledger.pricing.PriceVersions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which gateway's database is meant. */
final class GatewayDatabase {

    private static final Duration CLOSING = Duration.ofSeconds(10);

    @Option(
            names = "--db",
            paramLabel = "URL",
            description = "The gateway's PostgreSQL, r2dbc:postgresql://user:password@host:port/database.")
    private @Nullable String database;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "Folder of a gateway with an embedded database, running or not (./data).")
    private @Nullable Path data;

    boolean isNamed() {
        return hasAddress() || data != null;
    }

    /** Whether the database is named by its address, which may be another gateway's than that of the folder. */
    boolean hasAddress() {
        return database != null;
    }

    Path folder() {
        return Objects.requireNonNullElse(data, Path.of("data"));
    }

    /**
     * Works on the database that is named, on that of the gateway in {@code ./data} if none is. Blocks.
     *
     * @throws DatabaseUnreachable if it cannot be used
     * @throws dev.tollgate.app.startup.StartupProblem if there is no database in the folder
     * @throws IllegalArgumentException if the address is malformed
     */
    <T> T at(Function<DatabaseUrl, T> work) {
        if (database != null) {
            return work.apply(DatabaseUrl.parse(database));
        }
        try (BooksOnDisk books = BooksOnDisk.open(folder())) {
            return work.apply(DatabaseUrl.parse(books.url()));
        }
    }

    /** Works on its prices; see {@link #at}. */
    <T> T prices(Function<PriceVersions, T> work) {
        return at(url -> prices(url, work));
    }

    private static <T> T prices(DatabaseUrl url, Function<PriceVersions, T> work) {
        Connections connections = new Connections(url, 1);
        try {
            return work.apply(new PriceVersions(connections));
        } catch (LedgerUnavailable away) {
            Throwable cause = away.getCause();
            throw new DatabaseUnreachable(
                    "The prices in " + url + " cannot be read: " + (cause == null ? away : cause).getMessage(), away);
        } finally {
            connections.close().block(CLOSING);
        }
    }
}

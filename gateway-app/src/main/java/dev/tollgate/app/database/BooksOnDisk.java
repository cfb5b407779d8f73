package dev.tollgate.app.database;

import dev.tollgate.app.startup.DataFolder;
import dev.tollgate.app.startup.StartupProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The database in a data folder, to look at: that of the gateway which runs there, or started for as long as it is open. */
public final class BooksOnDisk implements AutoCloseable {

    private static final int PORT_LINE = 3;

    private final String url;
    private final @Nullable DataFolder folder;
    private final @Nullable EmbeddedDatabase started;

    private BooksOnDisk(String url, @Nullable DataFolder folder, @Nullable EmbeddedDatabase started) {
        this.url = url;
        this.folder = folder;
        this.started = started;
    }

    /** @throws StartupProblem if there is no database in the folder, or it cannot be reached */
    public static BooksOnDisk open(Path data) {
        Path files = data.resolve("postgres");
        if (!Files.isDirectory(files)) {
            throw new StartupProblem("There are no books in " + data
                    + ". Name the gateway's folder with --data=DIR, or its database with --db=URL.");
        }
        try {
            if (LeftBehind.isRunning(files.toRealPath())) {
                return new BooksOnDisk(running(data, files), null, null);
            }
        } catch (IOException failure) {
            throw new StartupProblem("The books in " + data + " cannot be read: " + failure.getMessage(), failure);
        }
        DataFolder folder = DataFolder.open(data);
        try {
            EmbeddedDatabase started = EmbeddedDatabase.start(folder);
            return new BooksOnDisk(started.url(), folder, started);
        } catch (StartupProblem problem) {
            folder.close();
            throw problem;
        }
    }

    private static String running(Path data, Path files) throws IOException {
        List<String> lines = Files.readAllLines(files.resolve("postmaster.pid"));
        if (lines.size() <= PORT_LINE) {
            throw new IOException("its database is just starting; try again in a moment");
        }
        return EmbeddedDatabase.url(Integer.parseInt(lines.get(PORT_LINE).strip()), DatabasePassword.of(data));
    }

    /** With the password in it. */
    public String url() {
        return url;
    }

    @Override
    public void close() {
        if (started != null) {
            started.close();
        }
        if (folder != null) {
            folder.close();
        }
    }
}

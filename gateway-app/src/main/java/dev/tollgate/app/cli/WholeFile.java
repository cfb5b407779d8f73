package dev.tollgate.app.cli;

import dev.tollgate.app.startup.StartupProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** Files that are there as a whole or not at all: half a price list is a price list too, and a gateway may be reading it. */
final class WholeFile {

    private WholeFile() {}

    /** @throws StartupProblem if it cannot be written */
    static void write(Path file, String text) {
        try {
            if (Files.exists(file) && !Files.isRegularFile(file)) {
                Files.writeString(file, text); // A terminal or a pipe; a folder fails.
            } else {
                replace(Files.exists(file) ? file.toRealPath() : file.toAbsolutePath(), text);
            }
        } catch (IOException failure) {
            throw new StartupProblem(
                    "The file " + file + " cannot be written: check its folder and permissions.", failure);
        }
    }

    /** The draft's name begins with a dot, so no {@code include} takes it in. */
    private static void replace(Path file, String text) throws IOException {
        Path draft = file.resolveSibling("." + file.getFileName() + ".draft");
        try {
            Files.writeString(draft, text);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }
}

package dev.tollgate.app;

import dev.tollgate.app.database.DataFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Keys in clear that a restart must print again: kept in the data folder, readable by its owner only. */
final class Keys {

    private static final String FILE = "keys.env";

    private Keys() {}

    static Optional<String> read(DataFolder folder, String name) {
        Path file = folder.resolve(FILE);
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith(name + "="))
                    .map(line -> line.substring(name.length() + 1))
                    .findFirst();
        } catch (IOException failure) {
            throw new StartupProblem("The file " + file + " cannot be read.", failure);
        }
    }

    static void write(DataFolder folder, Map<String, String> keys) {
        writePrivately(folder.resolve(FILE), keys);
    }

    /** Name=value lines in a file that only its owner can read. */
    static void writePrivately(Path file, Map<String, String> values) {
        List<String> lines = values.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .collect(Collectors.toList());
        try {
            Path parent = file.toAbsolutePath().getParent();
            Path draft = Files.createTempFile(
                    parent,
                    ".tollgate",
                    ".tmp",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.write(draft, lines);
            Files.move(
                    draft,
                    file,
                    java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw new StartupProblem("The file " + file + " cannot be written.", failure);
        }
    }
}

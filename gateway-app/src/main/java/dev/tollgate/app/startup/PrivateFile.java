package dev.tollgate.app.startup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Files with secrets: only their owner can read them, from the first byte on, and they are never half written. */
public final class PrivateFile {

    private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private PrivateFile() {}

    /** The value of a {@code name=value} line; empty without the file or the line. */
    public static Optional<String> read(Path file, String name) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            return Files.readAllLines(file).stream()
                    .filter(line -> line.startsWith(name + "="))
                    .map(line -> line.substring(name.length() + 1).strip())
                    .filter(value -> !value.isEmpty())
                    .findFirst();
        } catch (IOException failure) {
            throw new StartupProblem("The file " + file + " cannot be read.", failure);
        }
    }

    /** Writes {@code name=value} lines. Fails as {@link #write(Path, List)} does. */
    public static void write(Path file, Map<String, String> values) {
        write(
                file,
                values.entrySet().stream()
                        .map(entry -> entry.getKey() + "=" + entry.getValue())
                        .toList());
    }

    /** @throws StartupProblem if it cannot be written; what was there before is unchanged then */
    public static void write(Path file, List<String> lines) {
        Path whole = file.toAbsolutePath();
        try {
            Path draft = Files.createTempFile(whole.getParent(), ".tollgate", ".tmp", OWNER_ONLY);
            try {
                Files.write(draft, lines);
                Files.move(draft, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(draft);
            }
        } catch (IOException failure) {
            throw new StartupProblem("The file " + file + " cannot be written.", failure);
        }
    }
}

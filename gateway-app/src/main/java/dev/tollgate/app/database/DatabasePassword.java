package dev.tollgate.app.database;

import dev.tollgate.app.startup.DataFolder;
import dev.tollgate.app.startup.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;

/**
 * The password of the embedded server, made once and kept beside its files: loopback is open to every user of the
 * machine, the data folder is not.
 *
 * @param value in clear, digits and letters only; masked in {@link #toString()}
 */
record DatabasePassword(String value) {

    private static final String FILE = "postgres.password";
    private static final int BYTES = 24;
    private static final List<String> DEMAND = List.of(
            "# Written by Tollgate: only with the password, only from this machine.",
            "host all all 127.0.0.1/32 scram-sha-256");

    static DatabasePassword in(DataFolder folder) throws IOException {
        Path file = folder.resolve(FILE);
        if (Files.exists(file)) {
            return new DatabasePassword(Files.readString(file).strip());
        }
        byte[] random = new byte[BYTES];
        new SecureRandom().nextBytes(random);
        String made = HexFormat.of().formatHex(random);
        PrivateFile.write(file, List.of(made));
        return new DatabasePassword(made);
    }

    /** The password of a folder that another process may have. */
    static String of(Path folder) throws IOException {
        return Files.readString(folder.resolve(FILE)).strip();
    }

    boolean isDemanded(Path files) throws IOException {
        return Files.readAllLines(files.resolve("pg_hba.conf")).equals(DEMAND);
    }

    void demand(Path files) {
        PrivateFile.write(files.resolve("pg_hba.conf"), DEMAND);
    }

    @Override
    public String toString() {
        return "DatabasePassword[masked]";
    }
}

package dev.tollgate.app;

import dev.tollgate.admin.AlertKey;
import dev.tollgate.app.startup.DataFolder;
import dev.tollgate.app.startup.PrivateFile;
import dev.tollgate.app.startup.StartupProblem;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;

/** The key that secrets of webhooks are made of: from the environment, else the one of the data folder, made once. */
final class AlertKeys {

    private static final String NAME = "TOLLGATE_ALERT_KEY";
    private static final String FILE = "alert-key.env";
    private static final int BYTES = 32;

    private AlertKeys() {}

    /** @throws StartupProblem if the one that was given is too short, or the file cannot be written */
    static AlertKey of(DataFolder folder, Map<String, String> environment) {
        Optional<String> given =
                Optional.ofNullable(environment.get(NAME)).map(String::strip).filter(key -> !key.isEmpty());
        try {
            return new AlertKey(given.orElseGet(() -> kept(folder.resolve(FILE))));
        } catch (IllegalArgumentException tooShort) {
            throw new StartupProblem(NAME + " cannot be used: " + tooShort.getMessage() + ".", tooShort);
        }
    }

    private static String kept(Path file) {
        return PrivateFile.read(file, NAME).orElseGet(() -> {
            byte[] random = new byte[BYTES];
            new SecureRandom().nextBytes(random);
            String key = HexFormat.of().formatHex(random);
            PrivateFile.write(file, Map.of(NAME, key));
            return key;
        });
    }
}

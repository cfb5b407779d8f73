package dev.tollgate.app;

import dev.tollgate.admin.login.token.TokenKeys;
import dev.tollgate.app.startup.DataFolder;
import dev.tollgate.app.startup.PrivateFile;
import dev.tollgate.app.startup.StartupProblem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * The keys that sign what people show who have logged in: those of the environment, which gateways on one database must
 * share; else those of the data folder, made at the first start.
 */
final class LoginKeys {

    static final String VARIABLE = "TOLLGATE_JWT_KEY";
    private static final String FILE = "login-keys.json";

    private LoginKeys() {}

    /** @throws StartupProblem if they are no such keys; the message does not repeat them */
    static TokenKeys of(Map<String, String> environment, DataFolder folder) {
        String given = environment.getOrDefault(VARIABLE, "").strip();
        if (!given.isEmpty()) {
            return read(given, "The environment variable " + VARIABLE);
        }
        Path file = folder.resolve(FILE);
        try {
            if (Files.exists(file)) {
                return read(Files.readString(file), "The file " + file);
            }
        } catch (IOException failure) {
            throw new StartupProblem("The file " + file + " cannot be read.", failure);
        }
        TokenKeys made = TokenKeys.generate();
        PrivateFile.write(file, List.of(made.privateText()));
        return made;
    }

    private static TokenKeys read(String text, String where) {
        try {
            return TokenKeys.of(text);
        } catch (IllegalArgumentException wrong) {
            throw new StartupProblem(where + " has no keys for log-ins: " + wrong.getMessage() + ".", wrong);
        }
    }
}

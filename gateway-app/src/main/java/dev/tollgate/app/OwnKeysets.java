package dev.tollgate.app;

import dev.tollgate.app.startup.DataFolder;
import dev.tollgate.app.startup.PrivateFile;
import dev.tollgate.app.startup.StartupProblem;
import dev.tollgate.ledger.ownkey.KeySeal;
import dev.tollgate.ledger.ownkey.KeysetText;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** The keyset that seals accounts' provider keys: from the environment, else the one of the data folder, made once. */
final class OwnKeysets {

    private static final String NAME = "TOLLGATE_OWN_KEYS";
    private static final String FILE = "own-keys.env";

    private OwnKeysets() {}

    /** @throws StartupProblem if the one that was given is none, or the file cannot be written */
    static KeySeal of(DataFolder folder, Map<String, String> environment) {
        Optional<String> given =
                Optional.ofNullable(environment.get(NAME)).map(String::strip).filter(text -> !text.isEmpty());
        try {
            return KeySeal.of(given.orElseGet(() -> kept(folder.resolve(FILE))));
        } catch (IllegalArgumentException unreadable) {
            throw new StartupProblem(NAME + " cannot be used: " + unreadable.getMessage() + ".", unreadable);
        }
    }

    private static String kept(Path file) {
        return PrivateFile.read(file, NAME).orElseGet(() -> {
            String keyset = KeysetText.create();
            PrivateFile.write(file, Map.of(NAME, keyset));
            return keyset;
        });
    }
}

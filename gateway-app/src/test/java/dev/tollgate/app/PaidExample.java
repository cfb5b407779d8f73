package dev.tollgate.app;

import dev.tollgate.simulator.paid.PaidSimulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The example file for paid services, as it ships, with its providers' addresses led to a simulator. */
final class PaidExample {

    private static final Path FILE = Path.of("..", "examples", "paid-services.yaml");

    /** What an operator would set in the environment. */
    static final Map<String, String> KEYS = Map.of(
            "TWILIO_ACCOUNT_SID", PaidSimulator.ACCOUNT_SID,
            "TWILIO_AUTH_TOKEN", PaidSimulator.AUTH_TOKEN,
            "ELEVENLABS_API_KEY", PaidSimulator.ELEVENLABS_KEY,
            "DEEPGRAM_API_KEY", PaidSimulator.DEEPGRAM_KEY);

    private PaidExample() {}

    static String prices(PaidSimulator paid) {
        try {
            return Files.readString(FILE)
                    .replace("https://api.twilio.com", paid.url())
                    .replace("https://api.elevenlabs.io", paid.url())
                    .replace("https://api.deepgram.com", paid.url());
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    /** The same with settings. */
    static Map<String, String> keysWith(String name, String value) {
        Map<String, String> all = new HashMap<>(KEYS);
        all.put(name, value);
        return all;
    }
}

package dev.tollgate.app.cors;

import dev.tollgate.app.startup.StartupProblem;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Pages of other origins whose scripts may read what the gateway answers.
 *
 * @param origins as browsers send them, such as {@code https://console.example.com}; no patterns; none if left out
 */
@ConfigurationProperties("tollgate.cors")
public record CorsSettings(@Nullable List<String> origins) {

    /** As browsers serialise it (RFC 6454, 6.2): small letters, no path, the port where it is not the usual one. */
    private static final Pattern ORIGIN = Pattern.compile("https?://([a-z0-9.-]+|\\[[0-9a-f:]+])(:[0-9]{1,5})?");

    /**
     * Looks at what the environment says before anything is started.
     *
     * @throws StartupProblem if it names what is no origin
     */
    public static void requireOrigins(Map<String, String> environment) {
        String said = environment.getOrDefault("TOLLGATE_CORS_ORIGINS", "");
        if (!said.isBlank()) {
            new CorsSettings(List.of(said.strip().split("\\s*,\\s*")));
        }
    }

    /** @throws StartupProblem if one of them is no origin */
    public CorsSettings {
        origins = origins == null ? List.of() : List.copyOf(origins);
        origins.stream()
                .filter(origin -> !ORIGIN.matcher(origin).matches())
                .findFirst()
                .ifPresent(wrong -> {
                    throw new StartupProblem(
                            "'" + wrong + "' of tollgate.cors.origins is not an origin; write one such as"
                                    + " https://console.example.com, in small letters, without a path or a pattern.");
                });
    }
}

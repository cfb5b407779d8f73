package dev.tollgate.app.cors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.app.startup.StartupProblem;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CorsSettingsTest {

    @ParameterizedTest
    @ValueSource(strings = {"https://console.example.com", "http://localhost:3000", "https://[::1]:8443"})
    void takes_origins_as_browsers_send_them(String origin) {
        assertThat(new CorsSettings(List.of(origin)).origins()).containsExactly(origin);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "https://*.example.com",
                "console.example.com",
                "https://example.com/",
                "https://Example.com",
                "null",
                ""
            })
    void names_what_is_no_origin(String wrong) {
        assertThatThrownBy(() -> new CorsSettings(List.of(wrong)))
                .isInstanceOf(StartupProblem.class)
                .hasMessageContaining("'" + wrong + "' of tollgate.cors.origins is not an origin");
    }

    @Test
    void are_looked_at_in_the_environment_before_anything_starts() {
        CorsSettings.requireOrigins(Map.of());
        CorsSettings.requireOrigins(Map.of("TOLLGATE_CORS_ORIGINS", "https://a.example, http://localhost:3000"));
        assertThatThrownBy(() -> CorsSettings.requireOrigins(Map.of("TOLLGATE_CORS_ORIGINS", "https://a.example,*")))
                .isInstanceOf(StartupProblem.class)
                .hasMessageContaining("'*'");
    }

    @Test
    void has_none_if_nothing_is_said() {
        assertThat(new CorsSettings(null).origins()).isEmpty();
    }
}

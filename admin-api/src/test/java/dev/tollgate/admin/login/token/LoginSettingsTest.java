package dev.tollgate.admin.login.token;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

final class LoginSettingsTest {

    private static LoginSettings settings(Map<String, String> said) {
        return new Binder(new MapConfigurationPropertySource(said)).bindOrCreate("tollgate.login", LoginSettings.class);
    }

    /** What docs/login.md tells of throttles holds where nothing is set. */
    @Test
    void are_those_of_the_docs_if_nothing_is_said() {
        LoginSettings usual = settings(Map.of());
        assertThat(usual.freeRegistrations()).isEqualTo(10);
        assertThat(usual.freeGuesses()).isEqualTo(20);
        assertThat(usual.withoutNonce()).isEqualTo(Set.of("linkedin"));
        assertThat(usual.issuers()).isEmpty();
        assertThat(usual.returnUrl()).isNull();
    }

    @Test
    void are_as_said() {
        LoginSettings other = settings(Map.of(
                "tollgate.login.free-registrations", "3",
                "tollgate.login.free-guesses", "4",
                "tollgate.login.without-nonce", "corp"));
        assertThat(other.freeRegistrations()).isEqualTo(3);
        assertThat(other.freeGuesses()).isEqualTo(4);
        assertThat(other.withoutNonce()).isEqualTo(Set.of("corp"));
    }
}

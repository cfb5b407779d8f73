package dev.tollgate.app.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.app.startup.StartupProblem;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AdminAddressTest {

    private static final String PORT = "TOLLGATE_ADMIN_PORT";

    @Test
    void is_a_port_of_this_machine_alone_unless_another_address_is_named() {
        AdminAddress usual = AdminAddress.of(Map.of(PORT, "9090"), 8080).orElseThrow();
        assertThat(usual.host() + ":" + usual.port()).isEqualTo("127.0.0.1:9090");
        AdminAddress wide = AdminAddress.of(Map.of(PORT, " 9090 ", "TOLLGATE_ADMIN_ADDRESS", "0.0.0.0"), 0)
                .orElseThrow();
        assertThat(wide.host() + ":" + wide.port()).isEqualTo("0.0.0.0:9090");
    }

    @Test
    void is_not_there_if_nothing_is_said() {
        assertThat(AdminAddress.of(Map.of(), 8080)).isEmpty();
        assertThat(AdminAddress.of(Map.of(PORT, " "), 8080)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "8080", "65536", "-1", "abc", "tcp://10.0.0.1:9090"})
    void names_what_is_no_port(String wrong) {
        assertThatThrownBy(() -> AdminAddress.of(Map.of(PORT, wrong), 8080))
                .isInstanceOf(StartupProblem.class)
                .hasMessageContaining("TOLLGATE_ADMIN_PORT, is '" + wrong + "'");
    }

    @Test
    void names_an_address_that_nobody_knows() {
        assertThatThrownBy(() ->
                        AdminAddress.of(Map.of(PORT, "9090", "TOLLGATE_ADMIN_ADDRESS", "no.such.host.invalid"), 8080))
                .isInstanceOf(StartupProblem.class)
                .hasMessageContaining("no.such.host.invalid");
    }

    @ParameterizedTest
    @CsvSource({
        "0.0.0.0,   '',   true",
        "::,        '',   true",
        "192.0.2.1, '',   true",
        "0.0.0.0,   9090, false",
        "127.0.0.1, '',   false",
        "127.0.0.2, '',   false",
        "::1,       '',   false"
    })
    void is_missed_where_other_machines_call(String callers, String port, boolean warned) throws UnknownHostException {
        Optional<AdminAddress> own = AdminAddress.of(Map.of(PORT, port), 8080);
        assertThat(AdminAddress.warning(InetAddress.getByName(callers), own).isPresent())
                .isEqualTo(warned);
    }
}

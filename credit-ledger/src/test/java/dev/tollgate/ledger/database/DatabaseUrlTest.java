package dev.tollgate.ledger.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.ledger.LedgerDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DatabaseUrlTest {

    @Test
    void reads_a_password_with_reserved_characters() {
        DatabaseUrl url = DatabaseUrl.parse("r2dbc:postgresql://me:p%40ss%2Fw%3Ard+@db.example:6432/tollgate");
        assertThat(url).isEqualTo(new DatabaseUrl("db.example", 6432, "tollgate", "me", "p@ss/w:rd+"));
        assertThat(url.toString()).doesNotContain("p@ss");
    }

    @Test
    void keeps_the_tls_options() {
        DatabaseUrl url = DatabaseUrl.parse("r2dbc:postgresql://me@db.example/tollgate?sslMode=require");
        assertThat(url.port()).isEqualTo(5432);
        assertThat(url.jdbcUrl()).contains("sslmode=require");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postgresql://me:secret@h/d",
                "r2dbc:mysql://me:secret@h/d",
                "r2dbc:postgresql://me:secret@h",
                "r2dbc:postgresql://me:se cret@h/d",
                "r2dbc:postgresql://me:secret@h/d?sslMode=perhaps",
                "r2dbc:postgresql://me:secret@h/d?speed=high"
            })
    void refuses_what_it_does_not_understand_without_the_password(String url) {
        assertThatThrownBy(() -> DatabaseUrl.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("secret");
    }

    @Test
    void says_in_a_sentence_that_nobody_listens() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        String url = "r2dbc:postgresql://me:secret@127.0.0.1:" + port + "/tollgate";
        assertThatThrownBy(() -> LedgerDatabase.open(LedgerDatabase.Settings.of(url)))
                .isInstanceOf(DatabaseUnreachable.class)
                .hasMessageContaining("127.0.0.1:" + port)
                .hasMessageNotContaining("secret")
                .hasMessageNotContaining("\n");
    }
}

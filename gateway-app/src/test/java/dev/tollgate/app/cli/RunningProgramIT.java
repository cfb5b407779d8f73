package dev.tollgate.app.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The demo as a newcomer starts it, its life and its ends. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RunningProgramIT {

    private Path folder;
    private Program program;

    @BeforeAll
    void start(@TempDir Path given) {
        folder = given;
        program = Program.ready(folder);
    }

    @AfterAll
    void stop() {
        program.close();
    }

    private static String mode(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private Path data(String name) {
        return folder.resolve("data").resolve(name);
    }

    /** A connection to the embedded server as its operator could make it. */
    private Connection connect(String password) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + server(folder).get(3) + "/postgres", "postgres", password);
    }

    /** What PostgreSQL says of the server on this folder, a fact a line. */
    private static List<String> server(Path folder) {
        return Program.text(folder.resolve("data/postgres/postmaster.pid"))
                .lines()
                .toList();
    }

    @Test
    void writes_the_env_file_for_its_owner_alone_with_three_lines() throws IOException {
        assertThat(program.env()).hasSize(3);
        assertThat(program.env("TOLLGATE_URL")).matches("http://127\\.0\\.0\\.1:[0-9]+");
        assertThat(program.env("TOLLGATE_KEY")).startsWith("tg_live_");
        assertThat(program.env("TOLLGATE_ADMIN_KEY")).isNotBlank();
        assertThat(mode(folder.resolve("ready.env"))).isEqualTo("rw-------");
    }

    @Test
    void prints_keys_and_lines_to_paste() {
        String url = program.env("TOLLGATE_URL");
        assertThat(program.out())
                .contains(url, program.env("TOLLGATE_KEY"), program.env("TOLLGATE_ADMIN_KEY"))
                .contains("curl " + url + "/v1/chat/completions", "OPENAI_BASE_URL=" + url + "/v1")
                .contains("ANTHROPIC_BASE_URL=" + url + " ANTHROPIC_AUTH_TOKEN=");
        assertThat(program.err()).isEmpty();
    }

    @Test
    void keeps_its_secrets_to_its_owner() throws IOException {
        assertThat(mode(folder.resolve("data"))).isEqualTo("rwx------");
        assertThat(mode(data("keys.env"))).isEqualTo("rw-------");
        assertThat(mode(data("postgres"))).isEqualTo("rwx------");
        assertThat(mode(data("postgres-program"))).isEqualTo("rwx------");
        assertThat(mode(data("postgres.password"))).isEqualTo("rw-------");
        assertThat(mode(data("signing-key.env"))).isEqualTo("rw-------");
        assertThatThrownBy(() -> connect("guess").close()).hasMessageContaining("password authentication failed");
    }

    @Test
    void runs_its_database_so_that_a_commit_is_on_disk() throws SQLException {
        try (Connection connection =
                        connect(Program.text(data("postgres.password")).strip());
                Statement statement = connection.createStatement()) {
            for (Map.Entry<String, String> setting : Map.of(
                            "fsync", "on",
                            "synchronous_commit", "on",
                            "full_page_writes", "on",
                            "listen_addresses", "127.0.0.1",
                            "unix_socket_directories", "",
                            "shared_buffers", "256MB")
                    .entrySet()) {
                try (ResultSet rows = statement.executeQuery("SHOW " + setting.getKey())) {
                    rows.next();
                    assertThat(rows.getString(1)).as(setting.getKey()).isEqualTo(setting.getValue());
                }
            }
            try (ResultSet rows = statement.executeQuery("SHOW server_version")) {
                rows.next();
                assertThat(rows.getString(1)).startsWith("18.");
            }
        }
    }

    @Test
    void is_healthy_and_shows_nothing_else_of_its_inside() {
        assertThat(program.get("/actuator/health").body())
                .contains("\"status\":\"UP\"", "\"database\":{\"status\":\"UP\"}")
                .containsPattern("\"pricing\":\\{\"details\":\\{\"version\":\"[0-9a-f]{12}\"},\"status\":\"UP\"}")
                .contains("\"books\":{", "\"lastProof\":", "\"signedBy\":\"302a300506032b6570");
        for (String path : List.of("", "/env", "/heapdump", "/beans", "/loggers", "/metrics", "/gateway/routes")) {
            assertThat(program.get("/actuator" + path).statusCode()).as(path).isEqualTo(404);
        }
    }

    @Test
    void warns_who_opens_administration_to_other_machines_with_the_calls(@TempDir Path other) {
        String warning = "Administrators are let in wherever callers are";
        try (Program open = Program.ready(other, "--bind=0.0.0.0")) {
            assertThat(open.out() + open.err())
                    .containsOnlyOnce(warning)
                    .containsPattern(warning + ", on 0\\.0\\.0\\.0, .* set TOLLGATE_ADMIN_PORT to give");
        }
        assertThat(program.out() + program.err()).doesNotContain(warning);
    }

    @Test
    void lets_no_second_gateway_on_its_data_folder() {
        try (Program second = Program.start(folder, Map.of(), "--port=0")) {
            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.err().strip())
                    .startsWith("The data folder data is in use")
                    .hasLineCount(1);
        }
        assertThat(program.get("/v1/tollgate/me").statusCode()).isEqualTo(200);
    }

    @Test
    void keeps_balance_and_keys_when_it_is_killed_and_started_again(@TempDir Path other) {
        Program first = Program.ready(other);
        List<String> keys = first.env().subList(1, 3);
        String balance;
        try {
            balance = balanceAfterAGrantAndACall(first);
        } finally {
            first.kill();
        }
        assertThat(ProcessHandle.of(Long.parseLong(server(other).get(0))))
                .as("the killed gateway's database")
                .isPresent();

        try (Program second = Program.ready(other)) {
            assertThat(second.env().subList(1, 3)).isEqualTo(keys);
            assertThat(second.get("/api/credits/balance").body()).isEqualTo(balance);
            assertThat(second.err()).contains("left running by a gateway that was killed");
        }
    }

    @Test
    void proves_its_books_while_it_runs_and_when_it_does_not(@TempDir Path other) {
        Program first = Program.ready(other);
        try (Program proof = Program.start(other, Map.of(), "ledger", "verify")) {
            balanceAfterAGrantAndACall(first);
            assertThat(proof.exitCode()).as(proof.err()).isZero();
            assertThat(proof.out()).contains("every entry's hash follows").endsWith("The books are right.\n");
        } finally {
            first.terminate();
        }
        assertThat(Program.text(other.resolve("data/signed-heads")))
                .as("signed at the end")
                .startsWith("1|");
        try (Program proof = Program.start(other, Map.of(), "ledger", "verify", "--data=data")) {
            assertThat(proof.exitCode()).as(proof.err()).isZero();
            assertThat(proof.out()).contains("The books are right.");
        }
        assertThat(other.resolve("data/postgres/postmaster.pid")).doesNotExist();
    }

    private static String balanceAfterAGrantAndACall(Program program) {
        String grant =
                "{\"email\":\"demo@tollgate.local\",\"amount\":\"11.5\",\"reason\":\"test\",\"idempotencyKey\":\"kept\"}";
        assertThat(program.post("/api/credits/grant", "x-admin-key", program.env("TOLLGATE_ADMIN_KEY"), grant)
                        .statusCode())
                .isEqualTo(200);
        String call = "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
        assertThat(program.post("/v1/chat/completions", "x-api-key", program.env("TOLLGATE_KEY"), call)
                        .statusCode())
                .isEqualTo(200);
        String balance = program.get("/api/credits/balance").body();
        assertThat(balance).contains("\"lifetimeSpent\":\"0.").contains("\"available\":\"111.");
        return balance;
    }

    @Test
    void issues_a_new_key_when_the_kept_one_is_not_in_the_database(@TempDir Path other) throws IOException {
        Files.createDirectories(other.resolve("data"));
        String lost = "tg_live_0000000000000000000000000000000000000";
        Files.writeString(other.resolve("data/keys.env"), "TOLLGATE_KEY=" + lost + "\nTOLLGATE_ADMIN_KEY=kept-admin\n");
        Program fresh = Program.ready(other);
        try {
            assertThat(fresh.env("TOLLGATE_KEY")).isNotEqualTo(lost);
            assertThat(fresh.env("TOLLGATE_ADMIN_KEY")).isEqualTo("kept-admin");
            assertThat(fresh.get("/v1/tollgate/me").statusCode()).isEqualTo(200);
        } finally {
            assertThat(fresh.terminate()).isEqualTo(143);
        }
        assertThat(other.resolve("data/postgres/postmaster.pid")).doesNotExist();
        // On a slow machine the sweeper may say that the database keeps it waiting.
        assertThat(fresh.err()).doesNotContain("Exception in thread", "\tat ");
    }

    @Test
    void leaves_nothing_running_when_it_is_told_to_end_in_the_middle_of_its_start(@TempDir Path other) {
        Path pidFile = other.resolve("data/postgres/postmaster.pid");
        Program starting = Program.start(other, Map.of(), "--port=0");
        starting.until("its database starts", () -> Files.exists(pidFile));

        assertThat(starting.terminate()).isEqualTo(143);

        assertThat(pidFile).doesNotExist();
    }
}

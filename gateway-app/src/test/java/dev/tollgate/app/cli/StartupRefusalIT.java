package dev.tollgate.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starts that cannot succeed: one sentence, an exit code, nothing left behind. */
final class StartupRefusalIT {

    private static final String PRICES =
            """
            version: 1
            credit: { worth: 0.10 }
            providers:
              acme: { url: "http://127.0.0.1:9", dialect: openai, key_env: ACME_KEY }
            models:
              acme-1: { provider: acme, tokens: { input: 1, output: 2 } }
            """;

    private Path folder;

    @BeforeEach
    void start(@TempDir Path given) {
        folder = given;
    }

    private String refused(Map<String, String> environment, String... arguments) {
        try (Program program = Program.start(folder, environment, arguments)) {
            assertThat(program.exitCode()).as(program.err()).isEqualTo(1);
            assertThat(program.out()).isEmpty();
            assertThat(program.err()).doesNotContain("Exception", "\tat ");
            return program.err().strip();
        }
    }

    private String refusedInOneLine(Map<String, String> environment, String... arguments) {
        String said = refused(environment, arguments);
        assertThat(said.lines()).as(said).hasSize(1);
        return said;
    }

    private Path file(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void a_pricing_file_that_is_missing_or_wrong_is_told_with_its_place() throws IOException {
        assertThat(refused(Map.of(), "--pricing=nowhere.yaml")).contains("nowhere.yaml", "there is no such file");
        file("wrong.yaml", PRICES.replace("provider: acme", "provider: acne"));
        assertThat(refused(Map.of(), "--pricing=wrong.yaml")).contains("wrong.yaml:6:", "no provider is called 'acne'");
        assertThat(folder.resolve("data")).doesNotExist();
    }

    @Test
    void a_missing_key_variable_is_told_where_the_file_names_it() throws IOException {
        file("pricing.yaml", PRICES);
        String line = PRICES.lines().toList().get(3);
        String caret = " ".repeat(line.indexOf("ACME_KEY")) + "^";
        for (Map<String, String> environment : List.of(Map.of("ACME_KEY", " "), Map.<String, String>of())) {
            assertThat(refused(environment, "serve", "--pricing=pricing.yaml").lines())
                    .endsWith(
                            "pricing.yaml:4:" + caret.length()
                                    + ": the environment variable ACME_KEY is not set on this"
                                    + " node; it is the key of the provider 'acme'; set it where the gateway starts",
                            "    " + line,
                            "    " + caret);
        }
    }

    @Test
    void an_address_of_redis_that_is_none_is_told_how_to_be_written_and_not_shown() {
        assertThat(refusedInOneLine(Map.of("TOLLGATE_REDIS", "http://user:secret@host")))
                .contains("redis://user:password@host:6379")
                .doesNotContain("secret");
    }

    @Test
    void serving_real_providers_needs_the_key_of_one() {
        assertThat(refusedInOneLine(Map.of(), "serve")).contains("OPENAI_API_KEY", "ANTHROPIC_API_KEY");
    }

    @Test
    void there_is_nothing_to_prove_where_there_are_no_books() {
        assertThat(refusedInOneLine(Map.of(), "ledger", "verify"))
                .contains("no books in data", "--data=DIR", "--db=URL");
    }

    @Test
    void a_database_that_does_not_answer_is_named_without_its_password() {
        assertThat(refusedInOneLine(Map.of(), "--db=r2dbc:postgresql://user:s3cret@127.0.0.1:1/tollgate"))
                .contains("127.0.0.1:1/tollgate as user")
                .doesNotContain("s3cret");
        assertThat(refusedInOneLine(Map.of(), "--db=postgres://user:s3cret@host/tollgate"))
                .contains("r2dbc:postgresql://user:password@host:5432/database")
                .doesNotContain("s3cret");
    }

    @Test
    void a_data_folder_that_cannot_be_one_is_named() throws IOException {
        file("plain", "a file");
        assertThat(refusedInOneLine(Map.of(), "--data=plain")).contains("plain", "--data=DIR");
        assertThat(refusedInOneLine(Map.of(), "--data=plain/inner")).contains("plain/inner", "--data=DIR");
    }

    @Test
    void an_unknown_address_to_listen_on_is_named() {
        assertThat(refusedInOneLine(Map.of(), "--bind=no.such.host.invalid")).contains("no.such.host.invalid");
    }

    @Test
    void a_port_in_use_is_named_and_no_database_is_left_running() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertThat(refusedInOneLine(Map.of(), "--port=" + taken.getLocalPort()))
                    .contains("port " + taken.getLocalPort(), "--port=N");
        }
        assertThat(folder.resolve("data/postgres/PG_VERSION")).exists();
        assertThat(folder.resolve("data/postgres/postmaster.pid")).doesNotExist();
    }

    @Test
    void an_env_file_that_cannot_be_written_is_named() {
        String database = TestDatabase.fresh().r2dbcUrl();
        assertThat(refusedInOneLine(Map.of(), "--port=0", "--db=" + database, "--env-file=no/such/folder.env"))
                .contains("no/such/folder.env");
    }

    @Test
    void wrong_usage_exits_with_64_and_shows_the_usage() {
        Stream.of("--prot=1", "sevre", "--port=many", "--port=65536", "--port=-1")
                .forEach(argument -> {
                    try (Program program = Program.start(folder, Map.of(), argument)) {
                        assertThat(program.exitCode()).as(argument).isEqualTo(64);
                        assertThat(program.err()).contains("Usage: tollgate").doesNotContain("\tat ");
                    }
                });
    }

    @Test
    void help_and_version_are_no_failures() {
        try (Program help = Program.start(folder, Map.of(), "--help");
                Program version = Program.start(folder, Map.of(), "--version")) {
            assertThat(help.exitCode()).isZero();
            assertThat(help.out()).contains("--port", "--data", "--pricing", "--db", "--env-file", "serve");
            assertThat(version.exitCode()).isZero();
            assertThat(version.out()).startsWith("Tollgate ");
        }
    }
}

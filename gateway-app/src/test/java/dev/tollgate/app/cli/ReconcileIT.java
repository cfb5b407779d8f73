package dev.tollgate.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.app.Gateway;
import dev.tollgate.app.Settings;
import dev.tollgate.ledger.testing.TestDatabase;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import tools.jackson.databind.json.JsonMapper;

/** {@code tollgate billing reconcile}: its exit code says whether Stripe and the books of a running gateway agreed. */
final class ReconcileIT {

    private record Run(int code, String out, String err) {

        static Run of(Map<String, String> environment, String... words) {
            StringWriter out = new StringWriter();
            StringWriter err = new StringWriter();
            CommandLine line = TollgateCommand.commandLine(environment)
                    .setOut(new PrintWriter(out, true))
                    .setErr(new PrintWriter(err, true));
            int code = line.execute(words);
            return new Run(code, out.toString(), err.toString());
        }

        static Run reconcile(String url, String key) {
            return of(Map.of("TOLLGATE_URL", url, "TOLLGATE_ADMIN_KEY", key), "billing", "reconcile", "--days=2");
        }
    }

    @Test
    void the_exit_code_says_whether_they_agreed(@TempDir Path folder) {
        TestDatabase database = TestDatabase.fresh();
        try (Gateway gateway = demo(folder, database)) {
            buy(gateway);
            database.awaitNone("SELECT WHERE NOT EXISTS (SELECT FROM stripe_payment)");
            database.awaitNone("SELECT FROM stripe_inbox WHERE state = 'new'");
            assertThat(Run.reconcile(gateway.url(), gateway.adminKey()))
                    .isEqualTo(new Run(
                            0, "1 payments compared, 0 differed and are being mended; 0 events had not come.\n", ""));

            database.execute("DELETE FROM stripe_inbox");
            Run differed = Run.reconcile(gateway.url(), gateway.adminKey());
            assertThat(differed.code()).as(differed.err()).isEqualTo(2);
            assertThat(differed.out()).doesNotContain("; 0 events").contains("1 payments compared, 0 differed");
            assertThat(Run.reconcile(gateway.url(), gateway.adminKey()).code()).isZero();

            Run refused = Run.reconcile(gateway.url(), "tg_admin_wrong");
            assertThat(refused.code()).isEqualTo(1);
            assertThat(refused.err()).isNotBlank().doesNotContain("tg_admin_wrong");
        }
        database.close();
    }

    @Test
    void a_gateway_that_cannot_be_asked_is_told() {
        Run nowhere = Run.reconcile("http://127.0.0.1:1", "tg_admin_any");
        assertThat(nowhere.code()).isEqualTo(1);
        assertThat(nowhere.err()).contains("The gateway at http://127.0.0.1:1 cannot be asked");
        Run unsaid = Run.of(Map.of(), "billing", "reconcile");
        assertThat(unsaid.code()).isEqualTo(1);
        assertThat(unsaid.err()).contains("Set TOLLGATE_URL and TOLLGATE_ADMIN_KEY");
        assertThat(Run.of(Map.of(), "billing", "reconcile", "--days=some").code())
                .isEqualTo(64);
    }

    private static Gateway demo(Path folder, TestDatabase database) {
        return Gateway.start(
                new Settings(
                        true,
                        "127.0.0.1",
                        0,
                        folder.resolve("data"),
                        Optional.of(database.r2dbcUrl()),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                Map.of());
    }

    private static void buy(Gateway gateway) {
        String checkout = send(HttpRequest.newBuilder(URI.create(gateway.url() + "/api/credits/checkout"))
                .header("x-api-key", gateway.userKey())
                .POST(HttpRequest.BodyPublishers.ofString("{\"package\":\"plus\"}")));
        String page = JsonMapper.shared().readTree(checkout).path("url").asString();
        send(HttpRequest.newBuilder(URI.create(page + "/card"))
                .header("content-type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers.ofString("card=accepted")));
    }

    private static String send(HttpRequest.Builder request) {
        try {
            return HttpClient.newHttpClient()
                    .send(request.timeout(Duration.ofMinutes(1)).build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        } catch (IOException | InterruptedException failure) {
            throw new AssertionError(failure);
        }
    }
}

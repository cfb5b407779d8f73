package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.database.DatabaseUrl;
import dev.tollgate.ledger.proof.Check;
import dev.tollgate.ledger.proof.LedgerProof;
import dev.tollgate.ledger.proof.Witness;
import dev.tollgate.ledger.testing.LedgerInvariants;
import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.simulator.stripe.StripeSimulator;
import dev.tollgate.simulator.stripe.WebhookEndpoint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A gateway that is killed while it gives what was paid for: another one gives it, once, though nobody tells it of the payment. */
final class PaymentGatewayDiesIT {

    private static final String PRICES =
            """
            version: 1
            credit: { worth: 0.10 }
            providers:
              openai: { url: "http://127.0.0.1:9", dialect: openai, key_env: PROVIDER_KEY }
            models:
              "gpt-*": { provider: openai, tokens: { input: 2.50, output: 10.00 } }
            plans:
              test: {}
            """;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Whoever writes so waits for a lock that the test has, and keeps its transaction open meanwhile. */
    private static final String WAITING =
            """
            CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                PERFORM pg_advisory_xact_lock(7);
                RETURN NULL;
            END $$;
            CREATE TRIGGER wait AFTER %s FOR EACH ROW %s EXECUTE FUNCTION wait()
            """;

    private final TestDatabase database = TestDatabase.fresh();
    private final StripeSimulator stripe = StripeSimulator.start(0);
    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path folder = Path.of("");

    @AfterEach
    void stop() {
        stripe.close();
        database.close();
    }

    private GatewayProcess gateway(String name) throws IOException {
        Path pricing = Files.writeString(folder.resolve("pricing.yaml"), PRICES);
        List<String> properties = Stream.of(
                        "tollgate.stripe.key=" + StripeSimulator.KEY,
                        "tollgate.stripe.webhook-secret=whsec_test",
                        "tollgate.stripe.api-base=" + stripe.url(),
                        "tollgate.stripe.return-url=https://app.example.com/billing",
                        "tollgate.stripe.reconcile-every=0s",
                        // Its worker begins when it starts, not when somebody asks for it.
                        "spring.main.lazy-initialization=false")
                .map(property -> "-D" + property)
                .toList();
        return GatewayProcess.start(folder.resolve(name), database.r2dbcUrl(), pricing, properties, List.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"INSERT ON stripe_payment", "INSERT ON entry", "UPDATE ON stripe_inbox"})
    void what_it_was_about_to_commit_is_given_once_by_another(String write) throws IOException {
        String key;
        try (GatewayProcess gateway = gateway("first")) {
            key = gateway.key();
            stripe.webhooks().add(WebhookEndpoint.all(gateway.url() + "/api/webhooks/stripe", "whsec_test"));
            String session = checkout(gateway, key);
            database.execute(WAITING.formatted(write, write.startsWith("UPDATE") ? "WHEN (NEW.state = 'done')" : ""));
            database.whileLocked("SELECT pg_advisory_xact_lock(7)", () -> {
                stripe.shopper().pay(session);
                TestGateway.until("its transaction is open", () -> !waiting().isEmpty());
                stripe.webhooks().removeEndpoints();
                gateway.kill();
            });
        }
        database.execute("DROP FUNCTION wait CASCADE");
        assertThat(database.query("SELECT key FROM stripe_payment")).isEmpty();

        try (GatewayProcess other = gateway("second")) {
            TestGateway.until("its credits", () -> purchased(other, key).equals("10"));
            database.awaitNone("SELECT FROM stripe_inbox WHERE state = 'new'");
            assertThat(purchased(other, key)).isEqualTo("10");
        }
        assertThat(database.query("SELECT count(*) FROM stripe_payment")).containsExactly("1");
        LedgerInvariants.check(database);
        assertThat(LedgerProof.of(DatabaseUrl.parse(database.r2dbcUrl()), Witness.NONE))
                .filteredOn(check -> !check.holds())
                .flatExtracting(Check::examples)
                .isEmpty();
    }

    private List<String> waiting() {
        return database.query(
                "SELECT l.pid FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
                        + " WHERE d.datname = current_database() AND l.locktype = 'advisory' AND l.objid = 7 AND NOT l.granted");
    }

    private String checkout(GatewayProcess gateway, String key) {
        return send(request(gateway, key, "/api/credits/checkout")
                        .POST(HttpRequest.BodyPublishers.ofString("{\"amount\":1}")))
                .path("session")
                .asString();
    }

    private String purchased(GatewayProcess gateway, String key) {
        return send(request(gateway, key, "/api/credits/balance"))
                .path("lifetimePurchased")
                .asString();
    }

    private static HttpRequest.Builder request(GatewayProcess gateway, String key, String path) {
        return HttpRequest.newBuilder(URI.create(gateway.url() + path)).header("x-api-key", key);
    }

    private JsonNode send(HttpRequest.Builder request) {
        try {
            return JSON.readTree(http.send(request.build(), HttpResponse.BodyHandlers.ofString())
                    .body());
        } catch (IOException failure) {
            throw new AssertionError(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}

package dev.tollgate.app;

import dev.tollgate.ledger.testing.LedgerInvariants;
import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.simulator.provider.ProviderSimulator;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A gateway of a test's own in this process, with a database and a provider simulator of its own. */
final class TestGateway implements AutoCloseable {

    static final String PLATFORM_KEY = "sk-platform-secret-1234567890";

    /** What the simulator says if it is told nothing else. */
    static final String ANSWER = "Hello from the simulator: your request arrived and this is the answer.";

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** The holds of a dead gateway alone take half a minute to come back. */
    private static final Duration LONG_PATIENCE = Duration.ofSeconds(120);

    private static final JsonMapper JSON = JsonMapper.builder().build();

    final TestDatabase database;
    final ProviderSimulator provider = ProviderSimulator.start(0);
    private final Path folder;
    private final Gateway gateway;
    private final Leaks leaks;
    private final Map<String, String> properties;
    private final HttpClient http = HttpClient.newHttpClient();

    private TestGateway(String prices, TestDatabase database, String databaseUrl, Map<String, String> properties) {
        this.database = database;
        this.properties = properties;
        properties.forEach(System::setProperty);
        try {
            folder = Files.createTempDirectory("tollgate-test");
            Path pricing =
                    Files.writeString(folder.resolve("pricing.yaml"), prices.replace("UPSTREAM_URL", provider.url()));
            gateway = Gateway.start(
                    new Settings(
                            true,
                            "127.0.0.1",
                            0,
                            folder.resolve("data"),
                            Optional.of(databaseUrl),
                            Optional.empty(),
                            Optional.of(pricing),
                            Optional.empty()),
                    environment(properties));
            leaks = Leaks.watch();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } finally {
            // What stands for the environment is read while the gateway runs.
            properties.keySet().stream().filter(name -> !isVariable(name)).forEach(System::clearProperty);
        }
    }

    private static Map<String, String> environment(Map<String, String> properties) {
        Map<String, String> environment = new HashMap<>(Map.of("PROVIDER_KEY", PLATFORM_KEY));
        properties.keySet().stream()
                .filter(TestGateway::isVariable)
                .forEach(name -> environment.put(name, properties.get(name)));
        return environment;
    }

    private static boolean isVariable(String property) {
        return property.indexOf('.') < 0;
    }

    static TestGateway start() {
        return start(Prices.TEST);
    }

    static TestGateway start(String prices) {
        return start(prices, Map.of());
    }

    /** @param properties as an operator would set them */
    static TestGateway start(String prices, Map<String, String> properties) {
        TestDatabase database = TestDatabase.fresh();
        return new TestGateway(prices, database, database.r2dbcUrl(), properties);
    }

    /** @param databaseUrl where the gateway finds the database, which may be by a detour */
    static TestGateway start(TestDatabase database, String databaseUrl) {
        return new TestGateway(Prices.TEST, database, databaseUrl, Map.of());
    }

    /** Prices for tests. */
    static final class Prices {
        static final String TEST =
                """
                version: 1
                credit: { worth: 0.10 }
                markup: 20%
                providers:
                  openai:    { url: UPSTREAM_URL, dialect: openai, key_env: PROVIDER_KEY }
                  anthropic: { url: UPSTREAM_URL, dialect: anthropic, key_env: PROVIDER_KEY }
                models:
                  "gpt-*": { provider: openai, tokens: { input: 2.50, cached: 1.25, output: 10.00 }, request: { web_search: 0.01 } }
                  "o3*": { provider: openai, tokens: { input: 2.50, cached: 1.25, output: 10.00 } }
                  "text-embedding-*": { provider: openai, tokens: { input: 0.02 } }
                  "claude-*": { provider: anthropic, tokens: { input: 3.00, cached: 0.30, cache_write: 3.75, cache_write_1h: 6.00, output: 15.00 }, request: { web_search: 0.01 } }
                plans:
                  test: { grant: { credits: 1000, every: once } }
                """;

        private Prices() {}
    }

    String url() {
        return gateway.url();
    }

    String key() {
        return gateway.userKey();
    }

    String adminKey() {
        return gateway.adminKey();
    }

    /** A new account with a balance, as its key. */
    String accountWith(String credits) {
        JsonNode created = admin("/api/accounts", "{\"email\":\"" + UUID.randomUUID() + "@example.com\"}");
        // The plan's own credits are taken away again by giving the account a wallet without them.
        database.expireLots(Long.parseLong(database.query("SELECT id FROM account WHERE public_id = '"
                        + created.path("account").asString() + "'")
                .get(0)));
        admin(
                "/api/credits/grant",
                "{\"account\":\"" + created.path("account").asString() + "\",\"amount\":\"" + credits
                        + "\",\"reason\":\"test\",\"idempotencyKey\":\"" + UUID.randomUUID() + "\"}");
        return created.path("key").asString();
    }

    private JsonNode admin(String path, String body) {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(url() + path))
                .header("x-admin-key", adminKey())
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
        if (answer.statusCode() / 100 != 2) {
            throw new AssertionError(path + " answered " + answer.statusCode() + " " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    HttpResponse<String> post(String path, String key, String body) {
        return send(HttpRequest.newBuilder(URI.create(url() + path))
                .header("authorization", "Bearer " + key)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    JsonNode get(String path, String key) {
        return JSON.readTree(
                send(HttpRequest.newBuilder(URI.create(url() + path)).header("x-api-key", key))
                        .body());
    }

    HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(
                    request.timeout(PATIENCE).build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Waits for something that must come to be. */
    static void until(String what, BooleanSupplier condition) {
        until(what, condition, () -> "");
    }

    /** @param instead tells what is there if it does not come */
    static void until(String what, BooleanSupplier condition, Supplier<String> instead) {
        if (!within(LONG_PATIENCE, condition)) {
            throw new AssertionError("waited too long for: " + what + " " + instead.get());
        }
    }

    /** Whether something comes to be in this time. */
    static boolean within(Duration patience, BooleanSupplier condition) {
        long end = System.nanoTime() + patience.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                return false;
            }
            Thread.onSpinWait();
        }
        return true;
    }

    /** Waits until every call is settled, and checks the books. */
    void settled() {
        until("no open hold", () -> database.openHolds() == 0);
        LedgerInvariants.check(database);
    }

    @Override
    public void close() {
        gateway.close();
        properties.keySet().stream().filter(TestGateway::isVariable).forEach(System::clearProperty);
        provider.close();
        database.close();
        FileSystemUtils.deleteRecursively(folder.toFile());
        leaks.assertNone();
    }
}

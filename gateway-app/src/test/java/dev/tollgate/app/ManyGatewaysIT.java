package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.database.DatabaseUrl;
import dev.tollgate.ledger.proof.Check;
import dev.tollgate.ledger.proof.LedgerProof;
import dev.tollgate.ledger.proof.Witness;
import dev.tollgate.ledger.testing.LedgerInvariants;
import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.simulator.provider.ProviderSimulator;
import dev.tollgate.simulator.provider.Script;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Gateways as processes of their own, on one database: two at once, and two that are killed again and again. */
final class ManyGatewaysIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final long FIRST_ACCOUNT = 1;

    private static final int GATEWAYS = 2;
    private static final int KILLS_EACH = 25;
    private static final int STREAMS = 6;
    private static final long PATIENCE_SECONDS = 120;

    private final TestDatabase database = TestDatabase.fresh();
    private final ProviderSimulator provider = ProviderSimulator.start(0);
    private final HttpClient http = HttpClient.newHttpClient();
    private final ExecutorService clients = Executors.newCachedThreadPool();

    @TempDir
    private Path folder = Path.of("");

    private Path pricing = Path.of("");

    @BeforeEach
    void price() throws IOException {
        pricing = Files.writeString(
                folder.resolve("pricing.yaml"), TestGateway.Prices.TEST.replace("UPSTREAM_URL", provider.url()));
    }

    @AfterEach
    void stop() {
        clients.shutdown();
        provider.close();
        database.close();
    }

    @Test
    void two_gateways_let_one_of_sixty_four_calls_through_when_the_balance_pays_for_one() throws IOException {
        provider.script(Script.DEFAULT.with("latency=500ms&input=1000&output=100"));
        try (GatewayProcess one = GatewayProcess.start(folder.resolve("one"), database.r2dbcUrl(), pricing);
                GatewayProcess two = GatewayProcess.start(folder.resolve("two"), database.r2dbcUrl(), pricing)) {
            String hold = call(one.url(), one.key(), 100, false)
                    .join()
                    .headers()
                    .firstValue("tollgate-hold")
                    .orElseThrow();
            database.expireLots(FIRST_ACCOUNT);
            database.grant(FIRST_ACCOUNT, new BigDecimal(hold).multiply(new BigDecimal("1.5")));

            List<Integer> statuses = IntStream.range(0, 64)
                    .mapToObj(i -> call(i % 2 == 0 ? one.url() : two.url(), one.key(), 100, false))
                    .toList()
                    .stream()
                    .map(answer -> answer.join().statusCode())
                    .toList();

            assertThat(statuses)
                    .as(() -> database.query(
                                    "SELECT concat_ws(' ', settled_at, state, hold, charged) FROM usage_record")
                            .toString())
                    .filteredOn(status -> status == 200)
                    .hasSize(1);
            assertThat(statuses).filteredOn(status -> status == 402).hasSize(63);
            assertThat(provider.receivedCount()).isEqualTo(2);
            TestGateway.until("no open hold", () -> database.openHolds() == 0);
            assertThat(database.query("SELECT count(*) FROM wallet WHERE posted < 0 OR held <> 0 OR debt <> 0"))
                    .containsExactly("0");
        }
    }

    @Test
    void a_key_that_is_revoked_on_one_gateway_opens_nothing_on_the_other_within_five_seconds() throws IOException {
        try (GatewayProcess one = GatewayProcess.start(folder.resolve("one"), database.r2dbcUrl(), pricing);
                GatewayProcess two = GatewayProcess.start(folder.resolve("two"), database.r2dbcUrl(), pricing)) {
            HttpResponse<String> made = keys(one, "POST", "", "{\"name\":\"to be revoked\"}");
            assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
            JsonNode key = JSON.readTree(made.body());
            String secret = key.path("key").asString();
            assertThat(call(two.url(), secret, 10, false).join().statusCode()).isEqualTo(200);

            HttpResponse<String> revoked =
                    keys(one, "DELETE", "/" + key.path("id").asString(), "");
            long since = System.nanoTime();
            assertThat(revoked.statusCode()).as(revoked.body()).isEqualTo(204);
            TestGateway.until(
                    "the other gateway refuses it",
                    () -> call(two.url(), secret, 10, false).join().statusCode() == 401);
            assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(Duration.ofSeconds(5));
            TestGateway.until("no open hold", () -> database.openHolds() == 0);
        }
    }

    private HttpResponse<String> keys(GatewayProcess gateway, String method, String path, String body) {
        return http.sendAsync(
                        HttpRequest.newBuilder(URI.create(gateway.url() + "/api/keys" + path))
                                .header("x-api-key", gateway.key())
                                .header("content-type", "application/json")
                                .method(method, HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
                .join();
    }

    @Test
    void gateways_that_are_killed_in_the_middle_of_streams_lose_and_double_nothing() throws IOException {
        provider.script(Script.DEFAULT.with("delay=10ms&chunks=20&input=50&output=20"));
        Queue<String> completed = new ConcurrentLinkedQueue<>();
        // Side by side, so that one serves while the other is dead. The first start makes the demo account for both.
        GatewayProcess.start(folder.resolve("gateway0"), database.r2dbcUrl(), pricing)
                .close();
        CompletableFuture.allOf(IntStream.range(0, GATEWAYS)
                        .mapToObj(n ->
                                CompletableFuture.runAsync(() -> killAgainAndAgain("gateway" + n, completed), clients))
                        .toArray(CompletableFuture[]::new))
                .join();
        try (GatewayProcess last = GatewayProcess.start(folder.resolve("gateway0"), database.r2dbcUrl(), pricing)) {
            TestGateway.until("the holds of the dead are given back", () -> database.openHolds() == 0);
            assertThat(call(last.url(), last.key(), 10, false).join().statusCode())
                    .isEqualTo(200);
        }
        LedgerInvariants.check(database);
        assertThat(LedgerProof.of(DatabaseUrl.parse(database.r2dbcUrl()), Witness.NONE))
                .allMatch(Check::holds);
        assertThat(database.query("SELECT request_id FROM usage_record WHERE state = 'captured' AND charged > 0"))
                .doesNotHaveDuplicates()
                .containsAll(completed);
        assertThat(
                        database.query(
                                "SELECT reference FROM entry WHERE kind = 'capture' GROUP BY reference"
                                        + " HAVING sum(amount) <> (SELECT charged FROM usage_record WHERE request_id::text = reference)"))
                .isEmpty();
        assertThat(completed).hasSizeGreaterThanOrEqualTo(GATEWAYS * KILLS_EACH);
    }

    /** Each time while it streams, after some streams that were seen complete. */
    private void killAgainAndAgain(String name, Queue<String> completed) {
        for (int kill = 0; kill < KILLS_EACH; kill++) {
            CountDownLatch some = new CountDownLatch(ThreadLocalRandom.current().nextInt(1, STREAMS * 2));
            GatewayProcess gateway = start(name);
            List<CompletableFuture<Void>> streams = IntStream.range(0, STREAMS)
                    .mapToObj(i -> CompletableFuture.runAsync(() -> stream(gateway, completed, some), clients))
                    .toList();
            await(some);
            gateway.kill();
            streams.forEach(CompletableFuture::join);
        }
    }

    private static void await(CountDownLatch some) {
        try {
            assertThat(some.await(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .as("some streams are complete")
                    .isTrue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private GatewayProcess start(String name) {
        try {
            return GatewayProcess.start(folder.resolve(name), database.r2dbcUrl(), pricing);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Calls until the gateway is gone; notes the ids of the streams that it saw complete. */
    private void stream(GatewayProcess gateway, Queue<String> completed, CountDownLatch some) {
        while (true) {
            try {
                HttpResponse<String> answer =
                        call(gateway.url(), gateway.key(), 100, true).join();
                if (answer.body().contains("data: [DONE]")) {
                    completed.add(answer.headers().firstValue("x-request-id").orElseThrow());
                    some.countDown();
                }
            } catch (RuntimeException gone) {
                return;
            }
        }
    }

    private CompletableFuture<HttpResponse<String>> call(String url, String key, int maxTokens, boolean stream) {
        String body = "{\"model\":\"gpt-4o\",\"stream\":" + stream + ",\"max_tokens\":" + maxTokens
                + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
        return http.sendAsync(
                HttpRequest.newBuilder(URI.create(url + "/v1/chat/completions"))
                        .header("authorization", "Bearer " + key)
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }
}

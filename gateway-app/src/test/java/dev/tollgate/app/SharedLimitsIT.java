package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.filter.testing.TestRedis;
import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.simulator.provider.ProviderSimulator;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Two gateways as processes of their own, which count their limits together in one Redis. */
final class SharedLimitsIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int LIMIT = 6;
    private static final String LIMITED = TestGateway.Prices.TEST.replace(
            "test: { grant: { credits: 1000, every: once } }",
            "test: { grant: { credits: 1000, every: once }, limits: { requests: " + LIMIT + "/min } }");

    private static final String BODY =
            "{\"model\":\"gpt-4o\",\"max_tokens\":10,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";

    private final TestDatabase database = TestDatabase.fresh();
    private final ProviderSimulator provider = ProviderSimulator.start(0);
    private final TestRedis redis = TestRedis.start();
    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path folder = Path.of("");

    @AfterEach
    void stop() {
        redis.close();
        provider.close();
        database.close();
    }

    private GatewayProcess start(String name) throws IOException {
        Path pricing =
                Files.writeString(folder.resolve("pricing.yaml"), LIMITED.replace("UPSTREAM_URL", provider.url()));
        // A slow machine is not to be taken for a Redis that is away. Health tells what is so now; elsewhere an answer
        // is kept for a second.
        return GatewayProcess.start(
                folder.resolve(name),
                database.r2dbcUrl(),
                pricing,
                List.of(
                        "-Dtollgate.redis.timeout=30s",
                        "-Dtollgate.redis.pause=100ms",
                        "-Dmanagement.endpoint.health.cache.time-to-live=0"),
                List.of("--redis=" + redis.url()));
    }

    @Test
    void two_gateways_hold_an_account_to_one_limit_and_go_on_when_redis_dies() throws IOException {
        try (GatewayProcess one = start("one");
                GatewayProcess two = start("two")) {
            long begin = System.nanoTime();
            long passed = passed(one, two, 60);
            long refilled =
                    (System.nanoTime() - begin) * LIMIT / Duration.ofMinutes(1).toNanos() + 1;
            assertThat(passed).isBetween((long) LIMIT, LIMIT + refilled);
            assertThat(limits(one.url()).path("store").asString()).isEqualTo("redis");
            assertThat(limits(one.url()).path("degraded").asBoolean()).isFalse();
            assertThat(limits(one.url()).path("decidedAlone").asLong()).isZero();
            assertThat(limits(two.url()).path("decidedAlone").asLong()).isZero();

            redis.kill();
            assertThat(passed(one, two, 4)).as("by what each counts alone").isEqualTo(4);
            assertThat(limits(one.url()).path("degraded").asBoolean()).isTrue();
            assertThat(limits(two.url()).path("degraded").asBoolean()).isTrue();

            redis.startAgain();
            TestGateway.until(
                    "both count together again",
                    () -> !limits(one.url()).path("degraded").asBoolean()
                            && !limits(two.url()).path("degraded").asBoolean());
            assertCountedTogether(one, two); // The new Redis is empty.
        }
    }

    /** In this process, where BlockHound finds whoever waits on an event loop. */
    @Test
    void a_gateway_on_redis_waits_for_it_on_no_event_loop() {
        try (TestGateway gateway = TestGateway.start(
                LIMITED, Map.of("tollgate.redis.url", redis.url(), "tollgate.redis.timeout", "30s"))) {
            List<Integer> statuses = IntStream.range(0, 20)
                    .mapToObj(i -> gateway.post("/v1/chat/completions", gateway.key(), BODY)
                            .statusCode())
                    .toList();
            assertThat(statuses).containsOnly(200, 429);
            assertThat(gateway.post("/v1/chat/completions", "tg_live_wrong", BODY)
                            .statusCode())
                    .isEqualTo(401);
            assertThat(limits(gateway.url()).path("store").asString()).isEqualTo("redis");
            assertThat(limits(gateway.url()).path("decidedAlone").asLong()).isZero();
            gateway.settled();
        }
    }

    /** As many as the limit allows, and what came back meanwhile. */
    private void assertCountedTogether(GatewayProcess one, GatewayProcess two) {
        long begin = System.nanoTime();
        long passed = passed(one, two, 60);
        long refilled =
                (System.nanoTime() - begin) * LIMIT / Duration.ofMinutes(1).toNanos() + 1;
        assertThat(passed).isBetween((long) LIMIT, LIMIT + refilled);
    }

    /** How many of so many calls at once, on both, are let through; the others are told why not. */
    private long passed(GatewayProcess one, GatewayProcess two, int calls) {
        List<HttpResponse<String>> answers =
                IntStream.range(0, calls).mapToObj(i -> call(i % 2 == 0 ? one : two, one.key())).toList().stream()
                        .map(CompletableFuture::join)
                        .toList();
        assertThat(answers).allMatch(answer -> answer.statusCode() == 200 || answer.statusCode() == 429);
        return answers.stream().filter(answer -> answer.statusCode() == 200).count();
    }

    private CompletableFuture<HttpResponse<String>> call(GatewayProcess gateway, String key) {
        return http.sendAsync(
                HttpRequest.newBuilder(URI.create(gateway.url() + "/v1/chat/completions"))
                        .header("authorization", "Bearer " + key)
                        .POST(HttpRequest.BodyPublishers.ofString(BODY))
                        .build(),
                HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private JsonNode limits(String url) {
        HttpResponse<String> health = http.sendAsync(
                        HttpRequest.newBuilder(URI.create(url + "/actuator/health"))
                                .build(),
                        HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
                .join();
        JsonNode limits = JSON.readTree(health.body()).path("components").path("limits");
        assertThat(limits.path("status").asString()).isEqualTo("UP");
        return limits.path("details");
    }
}

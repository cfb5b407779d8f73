package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.key.KeyFormat;
import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.simulator.fault.TcpFaultProxy;
import dev.tollgate.simulator.provider.Script;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The database goes away while calls run: none is lost, none is paid twice, and new ones are told to come back. */
final class DatabaseOutageIT {

    private static final int CALLS = 8;
    private static final int ROUNDS = 5;
    private static final Duration A_WHILE = Duration.ofSeconds(15);

    private final HttpClient http = HttpClient.newHttpClient();
    private TcpFaultProxy line;
    private TestGateway gateway;

    @BeforeEach
    void start() {
        TestDatabase database = TestDatabase.fresh();
        String address = database.r2dbcUrl();
        URI server = URI.create(address.substring("r2dbc:".length()));
        line = TcpFaultProxy.start(server.getHost(), server.getPort());
        gateway = TestGateway.start(
                database, address.replace(server.getAuthority().replaceFirst(".*@", ""), "127.0.0.1:" + line.port()));
    }

    @AfterEach
    void stop() {
        gateway.close();
        line.close();
    }

    @Test
    void running_calls_end_paid_when_it_is_back() {
        gateway.provider.script(Script.DEFAULT.with("input=100&output=40&chunks=4&latency=300ms"));
        List<CompletableFuture<HttpResponse<String>>> running = ask();
        TestGateway.until("all calls are under way", () -> gateway.provider.receivedCount() == CALLS);

        line.reset();
        HttpResponse<String> refused = gateway.post("/v1/chat/completions", gateway.key(), body());
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("\"code\":\"ledger_unavailable\"");
        assertThat(gateway.provider.receivedCount()).isEqualTo(CALLS);

        line.pass();
        assertPaidOnce(running, 0);
    }

    /**
     * Whether a settlement gets through depends on whether its lane finds a connection that was made before: where others
     * have just taken them all, there is another round.
     */
    @Test
    void a_settlement_whose_answer_was_lost_is_not_made_twice() {
        gateway.provider.script(Script.DEFAULT.with("input=100&output=40&chunks=4&latency=300ms"));
        boolean lost = false;
        for (int round = 1; round <= ROUNDS && !lost; round++) {
            long before = paid();
            long received = gateway.provider.receivedCount();
            List<CompletableFuture<HttpResponse<String>>> running = ask();
            TestGateway.until("all calls are under way", () -> gateway.provider.receivedCount() == received + CALLS);

            line.dropReplies();
            long answered = paid();
            lost = TestGateway.within(A_WHILE, () -> paid() > answered);
            line.pass();
            line.closeAll();
            assertPaidOnce(running, before);
        }
        assertThat(lost).as("a settlement whose answer was lost").isTrue();
    }

    @Test
    void a_mistyped_key_is_refused_without_the_database() {
        String good = gateway.key();
        String mistyped = good.substring(0, good.length() - 1) + (good.endsWith("a") ? "b" : "a");
        line.reset();
        assertThat(List.of(mistyped, "tg_live_x", "sk-unknown"))
                .allSatisfy(key -> assertThat(statuses(key)).containsOnly(401));
        assertThat(statuses(KeyFormat.newKey()))
                .as("whether one that could be a key is one, the database alone knows")
                .containsOnly(503);
        line.pass();
    }

    private List<Integer> statuses(String key) {
        return List.of(
                gateway.post("/v1/chat/completions", key, body()).statusCode(),
                gateway.post("/v1/messages", key, body()).statusCode(),
                gateway.post("/api/credits/use", key, "{}").statusCode());
    }

    private void assertPaidOnce(List<CompletableFuture<HttpResponse<String>>> running, long before) {
        assertThat(running).allSatisfy(call -> {
            HttpResponse<String> answer = call.join();
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains("data: [DONE]");
        });
        gateway.settled();
        assertThat(paid()).isEqualTo(before + CALLS);
    }

    private long paid() {
        return Long.parseLong(gateway.database
                .query("SELECT count(*) FROM usage_record WHERE state = 'captured'")
                .get(0));
    }

    private List<CompletableFuture<HttpResponse<String>>> ask() {
        return Stream.generate(() -> http.sendAsync(
                        HttpRequest.newBuilder(URI.create(gateway.url() + "/v1/chat/completions"))
                                .header("authorization", "Bearer " + gateway.key())
                                .header("content-type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body()))
                                .build(),
                        HttpResponse.BodyHandlers.ofString()))
                .limit(CALLS)
                .toList();
    }

    private static String body() {
        return "{\"model\":\"gpt-4o\",\"stream\":true,\"max_tokens\":100,"
                + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    }
}

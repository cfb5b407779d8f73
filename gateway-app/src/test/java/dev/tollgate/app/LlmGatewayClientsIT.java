package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.app.LlmCaller.Answer;
import dev.tollgate.simulator.provider.Script;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Clients that leave, that ask again, that bring keys of their own, and more of them than there are threads. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LlmGatewayClientsIT {

    private static final String REPLAYED = "idempotent-replayed";
    private static final int PLACES = 4;
    private static final Script SLOW = Script.DEFAULT.with("latency=8s");

    private TestGateway gateway;
    private LlmCaller caller;

    @BeforeAll
    void start() {
        gateway = TestGateway.start(
                LlmCaller.PRICES, Map.of("tollgate.llm-gateway.concurrent", Integer.toString(PLACES)));
        caller = new LlmCaller(gateway);
    }

    @AfterEach
    void every_call_is_settled() {
        gateway.settled();
        gateway.provider.clear();
        gateway.provider.script(Script.DEFAULT);
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    private String count(String what) {
        return gateway.database
                .query("SELECT count(*) FROM usage_record WHERE " + what)
                .get(0);
    }

    @ParameterizedTest
    @CsvSource({
        "openai, gpt-4o, false", "openai, gpt-4o, true",
        "claude, clever, false", "claude, clever, true",
        "google, gemini-2.5-flash, false", "google, gemini-2.5-flash, true",
        "ollama, llama3:8b, false", "ollama, llama3:8b, true"
    })
    void who_asks_again_gets_the_same_answer_and_pays_once(String provider, String model, boolean stream) {
        gateway.provider.script(Script.DEFAULT.with("input=1000&output=60"));
        String key = gateway.accountWith("5");
        String once = UUID.randomUUID().toString();
        String body = LlmCaller.body(provider, model, stream);
        Answer first = caller.ask(caller.request(key, body).header("Idempotency-Key", once));
        Answer again = caller.ask(caller.request(key, body).header("Idempotency-Key", once));
        assertThat(first.status()).as(first.http().body()).isEqualTo(200);
        assertThat(again.header(REPLAYED)).isEqualTo("true");
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(again.end()).isEqualTo(first.end());
        assertThat(gateway.provider.receivedCount()).isEqualTo(1);
        Answer other =
                caller.ask(caller.request(key, body.replace("cost?", "weigh?")).header("Idempotency-Key", once));
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.end().path("code").asString()).isEqualTo("idempotency_key_reused");
    }

    @ParameterizedTest
    @CsvSource({"openai, gpt-4o", "claude, clever", "google, gemini-2.5-flash", "ollama, llama3:8b"})
    void a_client_that_hangs_up_is_charged_once_and_holds_nothing(String provider, String model) throws IOException {
        gateway.provider.script(Script.DEFAULT.with("delay=5ms&input=100&output=40&chunks=12"));
        String key = gateway.accountWith("5");
        for (int events : new int[] {0, 1, 5, 11}) {
            String before = count("state = 'captured'");
            try (Socket socket = open(key, LlmCaller.body(provider, model, true))) {
                readEvents(socket, events);
            }
            TestGateway.until("one more call is in the log", () -> !count("state = 'captured'")
                    .equals(before));
            gateway.settled();
            assertThat(Long.parseLong(count("state = 'captured'")) - Long.parseLong(before))
                    .isEqualTo(1);
            // The rest of the answer was read without its client, as the gate does with any.
            assertThat(gateway.database.query("SELECT DISTINCT basis || ' ' || input_tokens || ' ' || output_tokens"
                            + " FROM usage_record WHERE state = 'captured' AND request_id = (SELECT request_id FROM"
                            + " usage_record ORDER BY settled_at DESC LIMIT 1)"))
                    .containsExactly("reported 100 40");
        }
    }

    @Test
    void one_that_hangs_up_before_its_answer_gives_its_place_back() throws IOException {
        gateway.provider.script(Script.DEFAULT.with("latency=200ms&input=100&output=40"));
        String key = gateway.accountWith("5");
        for (int i = 0; i < 2 * PLACES; i++) {
            long received = gateway.provider.receivedCount();
            Socket client = open(key, LlmCaller.body("openai", "gpt-4o", false));
            TestGateway.until("the provider has the call", () -> gateway.provider.receivedCount() > received);
            client.close();
            TestGateway.until("no open hold", () -> gateway.database.openHolds() == 0);
        }
        assertThat(count("state = 'captured' AND basis = 'reported' AND output_tokens = 40 AND wallet_id ="
                        + " (SELECT max(id) FROM account)"))
                .isEqualTo(Integer.toString(2 * PLACES));
        assertThat(caller.ask(key, LlmCaller.body("openai", "gpt-4o", false)).status())
                .isEqualTo(200);
    }

    @Test
    void one_more_than_there_are_threads_is_told_so_and_streams_are_not() {
        gateway.provider.script(SLOW);
        List<CompletableFuture<Answer>> waiting = IntStream.range(0, PLACES)
                .mapToObj(n -> asking(gateway.accountWith("5")))
                .toList();
        TestGateway.until("all threads wait", () -> gateway.provider.receivedCount() == PLACES);
        gateway.provider.script(Script.DEFAULT);
        Answer refused = caller.ask(gateway.key(), LlmCaller.body("openai", "gpt-4o", false));
        busy(refused);
        assertThat(caller.ask(gateway.key(), LlmCaller.body("openai", "gpt-4o", true))
                        .text())
                .isEqualTo(TestGateway.ANSWER);
        assertThat(waiting)
                .allSatisfy(answer -> assertThat(answer.join().status()).isEqualTo(200));
    }

    @Test
    void one_account_has_its_share_of_the_threads_and_what_is_refused_is_counted() {
        String key = caller.accountOn("narrow");
        gateway.provider.script(SLOW);
        CompletableFuture<Answer> waiting =
                CompletableFuture.supplyAsync(() -> caller.ask(key, LlmCaller.body("openai", "gpt-4o-mini", false)));
        TestGateway.until("its thread waits", () -> gateway.provider.receivedCount() == PLACES / 4);
        gateway.provider.script(Script.DEFAULT);
        Answer refused = caller.ask(key, LlmCaller.body("openai", "gpt-4o-mini", false));
        busy(refused);
        assertThat(refused.header("RateLimit")).contains("\"requests\";r=0");
        assertThat(caller.ask(gateway.key(), LlmCaller.body("openai", "gpt-4o", false))
                        .text())
                .isEqualTo(TestGateway.ANSWER);
        assertThat(caller.ask(key, LlmCaller.body("openai", "gpt-4o-mini", false))
                        .status())
                .isEqualTo(429);
        assertThat(waiting.join().status()).isEqualTo(200);
    }

    private CompletableFuture<Answer> asking(String key) {
        return CompletableFuture.supplyAsync(() -> caller.ask(key, LlmCaller.body("openai", "gpt-4o", false)));
    }

    private static void busy(Answer refused) {
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.end().path("code").asString()).isEqualTo("busy");
        assertThat(refused.header("retry-after")).isNotEmpty();
    }

    @Test
    void a_key_of_the_callers_own_goes_to_its_provider_and_costs_nothing() {
        for (boolean stream : new boolean[] {false, true}) {
            for (String[] of : new String[][] {
                {"openai", "gpt-4o", "x-openai-api-key"},
                {"claude", "clever", "x-anthropic-api-key"},
                {"google", "gemini-2.5-flash", "x-provider-key"}
            }) {
                gateway.provider.clear();
                String key = gateway.accountWith("5");
                Answer answer = caller.ask(caller.request(key, LlmCaller.body(of[0], of[1], stream))
                        .header(of[2], "sk-own-key-of-the-caller"));
                assertThat(answer.status()).as(answer.http().body()).isEqualTo(200);
                assertThat(gateway.provider.received().get(0).key()).contains("sk-own-key-of-the-caller");
                assertThat(answer.used()).isEqualTo("0");
                assertThat(answer.left()).isEqualTo("5");
                assertThat(answer.header("tollgate-key")).isEqualTo("own");
            }
        }
    }

    @Test
    void keys_that_the_account_has_stored_are_used_too() {
        String key = gateway.accountWith("5");
        HttpResponse<String> stored =
                gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + "/api/preferences"))
                        .header("x-api-key", key)
                        .PUT(HttpRequest.BodyPublishers.ofString(
                                "{\"apiKeyMode\":\"own\",\"keys\":{\"anthropic\":\"sk-stored-key-of-the-caller\"}}")));
        assertThat(stored.statusCode()).as(stored.body()).isEqualTo(200);
        assertThat(caller.ask(key, LlmCaller.body("claude", "clever", false)).used())
                .isEqualTo("0");
        assertThat(gateway.provider.received().get(0).key()).contains("sk-stored-key-of-the-caller");
        Answer none = caller.ask(key, LlmCaller.body("openai", "gpt-4o", false));
        assertThat(none.status()).isEqualTo(400);
        assertThat(none.end().path("code").asString()).isEqualTo("own_key_missing");
    }

    private Socket open(String key, String body) throws IOException {
        URI url = URI.create(gateway.url());
        Socket socket = new Socket(url.getHost(), url.getPort());
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        socket.getOutputStream()
                .write(("POST " + LlmCaller.PATH + " HTTP/1.1\r\nhost: gateway\r\nauthorization: Bearer " + key
                                + "\r\ncontent-type: application/json\r\ncontent-length: " + bytes.length + "\r\n\r\n"
                                + body)
                        .getBytes(StandardCharsets.UTF_8));
        socket.getOutputStream().flush();
        return socket;
    }

    private static void readEvents(Socket socket, int events) throws IOException {
        socket.setSoTimeout(30_000);
        InputStream answer = socket.getInputStream();
        StringBuilder read = new StringBuilder();
        while (read.indexOf("\r\n\r\n") < 0 || read.toString().split("data: ", -1).length - 1 < events) {
            int next = answer.read();
            assertThat(next).isNotNegative();
            read.append((char) next);
        }
        assertThat(read.toString()).startsWith("HTTP/1.1 200");
    }
}

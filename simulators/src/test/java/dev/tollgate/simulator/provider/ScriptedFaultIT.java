package dev.tollgate.simulator.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.PrematureCloseException;

/** What goes wrong when a script says so. */
@Timeout(60)
final class ScriptedFaultIT {
    private static final String CHAT = "/v1/chat/completions";
    private static final String MESSAGES = "/v1/messages";
    private static final String BODY =
            "{\"model\":\"m\",\"messages\":[],\"input\":\"hi\",\"max_tokens\":5000,\"stream\":%s,"
                    + "\"stream_options\":{\"include_usage\":true}}";

    private final ProviderSimulator simulator = ProviderSimulator.start(0);
    private final SimulatorClient client = new SimulatorClient(simulator);

    @AfterEach
    void close() {
        simulator.close();
    }

    @ParameterizedTest
    @CsvSource({"401,authentication_error", "402,billing_error", "429,rate_limit_error", "500,api_error"})
    void an_error_status_comes_in_the_shape_of_its_provider(int status, String type) throws Exception {
        simulator.script(Script.builder().status(status).build());

        HttpResponse<String> anthropic = client.post(MESSAGES, json());
        HttpResponse<String> openai = client.post(CHAT, stream());

        assertThat(List.of(anthropic.statusCode(), openai.statusCode())).containsOnly(status);
        assertThat(SimulatorClient.JSON
                        .readTree(anthropic.body())
                        .path("error")
                        .path("type")
                        .asString())
                .isEqualTo(type);
        assertThat(anthropic.headers().firstValue("request-id")).isPresent();
        assertThat(SimulatorClient.JSON.readTree(openai.body()).path("error").has("code"))
                .isTrue();
        assertThat(openai.headers().firstValue("x-request-id")).isPresent();
    }

    @Test
    void an_error_body_may_be_anything() throws Exception {
        simulator.script(Script.builder().status(500).body("<html>oops").build());

        assertThat(client.post(CHAT, json()).body()).isEqualTo("<html>oops");
    }

    @ParameterizedTest
    @CsvSource({"false,0", "false,1", "false,60", "true,0", "true,1", "true,333"})
    void cuts_the_connection_after_exactly_so_many_bytes(boolean streamed, int bytes) {
        simulator.script(Script.builder().cutAfter(bytes).build());
        StringBuilder seen = new StringBuilder();

        assertThatThrownBy(() -> HttpClient.newConnection()
                        .post()
                        .uri(simulator.url() + CHAT)
                        .send(ByteBufFlux.fromString(Mono.just(streamed ? stream() : json())))
                        .response((head, body) -> body.asString())
                        .doOnNext(seen::append)
                        .blockLast(Duration.ofSeconds(20)))
                .hasCauseInstanceOf(PrematureCloseException.class);
        assertThat(seen).hasSize(bytes);
    }

    @Test
    void a_black_hole_takes_the_request_and_never_answers() throws Exception {
        simulator.script(Script.builder().blackHole(true).build());
        CompletableFuture<HttpResponse<String>> answer =
                client.http().sendAsync(client.request("POST", CHAT, json()), HttpResponse.BodyHandlers.ofString());

        awaitRequest();
        assertThat(answer).isNotDone();
        simulator.close();

        assertThatThrownBy(() -> answer.get(10, TimeUnit.SECONDS)).hasCauseInstanceOf(IOException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {CHAT, "/v1/responses", MESSAGES, "/v1/embeddings"})
    void leaves_usage_out_or_writes_nonsense_when_told(String path) throws Exception {
        for (String body : List.of(json(), stream())) {
            simulator.script(Script.builder().usage(UsageReport.MISSING).build());
            assertThat(client.post(path, body).body())
                    .doesNotContainPattern("\"(prompt|completion|input|output|total)_tokens\":")
                    .doesNotContain("\"usage\":{");
            simulator.script(Script.builder().usage(UsageReport.MALFORMED).build());
            assertThat(client.post(path, body).body()).contains("_tokens\":\"many\"");
            simulator.script(Script.builder().usage(UsageReport.NEGATIVE).build());
            assertThat(client.post(path, body).body()).contains("_tokens\":-");
            simulator.script(Script.builder().usage(UsageReport.OVERFLOWING).build());
            assertThat(client.post(path, body).body()).contains("_tokens\":184467440737095516");
        }
    }

    @ParameterizedTest
    @CsvSource({CHAT + ",\"error\":{\"message\"", "/v1/responses,event: response.failed", MESSAGES + ",event: error"})
    void fails_in_the_middle_of_a_stream_when_told(String path, String sign) throws Exception {
        simulator.script(Script.builder().failAfter(2).build());

        HttpResponse<String> answer = client.post(path, stream());

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("Hello", " from", sign)
                .doesNotContain("[DONE]")
                .doesNotContain(" the");
        assertThat(answer.body()).doesNotContain("message_stop").doesNotContain("response.completed");
    }

    private void awaitRequest() {
        long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (simulator.receivedCount() == 0) {
            assertThat(System.nanoTime()).as("the request arrived in time").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private static String json() {
        return BODY.formatted("false");
    }

    private static String stream() {
        return BODY.formatted("true");
    }
}

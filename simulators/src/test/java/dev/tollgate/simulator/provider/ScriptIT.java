package dev.tollgate.simulator.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.simulator.recording.Chunking;
import java.net.ConnectException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What a script changes, by each of the ways to give one. */
@Timeout(60)
final class ScriptIT {
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

    @Test
    void enqueued_scripts_come_first_one_call_each() throws Exception {
        simulator.script(Script.builder().output(3).build());
        simulator.enqueue(
                Script.builder().status(503).build(), Script.builder().output(9).build());

        assertThat(client.post(CHAT, json()).statusCode()).isEqualTo(503);
        assertThat(output(client.json(CHAT, json()))).isEqualTo(9);
        assertThat(output(client.json(CHAT, json()))).isEqualTo(3);
        simulator.clear();
        assertThat(output(client.json(CHAT, json()))).isEqualTo(12);
    }

    @Test
    void a_model_suffix_changes_its_own_call_and_comes_back_as_asked() throws Exception {
        simulator.script(Script.builder().input(70).build());

        JsonNode answer = client.json(CHAT, "{\"model\":\"gpt-sim?output=33&cached=4&text=a%20b\",\"messages\":[]}");

        assertThat(answer.path("model").asString()).isEqualTo("gpt-sim?output=33&cached=4&text=a%20b");
        assertThat(output(answer)).isEqualTo(33);
        assertThat(answer.path("usage").path("prompt_tokens").intValue()).isEqualTo(70);
        assertThat(answer.path("choices")
                        .path(0)
                        .path("message")
                        .path("content")
                        .asString())
                .isEqualTo("a b");
        assertThat(output(client.json(CHAT, json()))).isEqualTo(12);
    }

    @Test
    void the_control_endpoint_sets_enqueues_and_resets_scripts() throws Exception {
        assertThat(client.send("PUT", "/simulator/script", "{\"output\":5,\"wire\":\"bytewise\",\"bounded\":true}")
                        .statusCode())
                .isEqualTo(204);
        assertThat(client.send("POST", "/simulator/script", "{\"status\":429,\"retryAfter\":2}")
                        .statusCode())
                .isEqualTo(204);

        HttpResponse<String> limited = client.post(CHAT, json());
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.headers().firstValue("retry-after")).contains("2");
        assertThat(output(client.json(CHAT, json()))).isEqualTo(5);
        client.send("DELETE", "/simulator/script", "");
        assertThat(output(client.json(CHAT, json()))).isEqualTo(12);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{\"speed\":1}", "{\"status\":302}", "{\"cached\":5,\"input\":1}", "not json"})
    void the_control_endpoint_refuses_what_is_no_script(String script) throws Exception {
        HttpResponse<String> answer = client.send("PUT", "/simulator/script", script);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).isNotBlank();
        assertThat(client.send("GET", "/simulator/other", "").statusCode()).isEqualTo(404);
    }

    @Test
    void remembers_what_it_received_and_shows_it_to_other_processes() throws Exception {
        client.post(CHAT + "?x=1", json());

        ReceivedRequest request = simulator.received().get(0);
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.uri()).isEqualTo(CHAT + "?x=1");
        assertThat(request.body()).isEqualTo(json());
        assertThat(request.header("Authorization")).contains("Bearer sk-platform");
        JsonNode shown = SimulatorClient.JSON.readTree(
                client.send("GET", "/simulator/requests", "").body());
        assertThat(shown.size()).isEqualTo(1);
        assertThat(shown.path(0).path("headers").path("authorization").asString())
                .isEqualTo("Bearer sk-platform");
        assertThat(simulator.receivedCount()).isEqualTo(1);
        client.send("DELETE", "/simulator/requests", "");
        assertThat(simulator.received()).isEmpty();
    }

    @Test
    void keeps_a_thousand_requests_and_none_when_switched_off() throws Exception {
        for (int i = 0; i < 1005; i++) {
            client.post("/v1/none", "request " + i);
        }
        assertThat(simulator.received()).hasSize(1000);
        assertThat(simulator.received().get(0).body()).isEqualTo("request 5");
        simulator.clear();
        simulator.recording(false);
        client.post(CHAT, json());
        assertThat(simulator.received()).isEmpty();
        assertThat(simulator.receivedCount()).isEqualTo(1);
    }

    @Test
    void sends_as_many_chunks_of_as_many_letters_as_asked() throws Exception {
        simulator.script(Script.builder().text("äb🌍").chunks(5).chunkSize(2).build());

        List<String> texts = client.events(MESSAGES, stream()).stream()
                .filter(event -> event.path("type").asString().equals("content_block_delta"))
                .map(event -> event.path("delta").path("text").asString())
                .collect(Collectors.toList());

        assertThat(texts).containsExactly("äb", "🌍ä", "b🌍", "äb", "🌍ä");
    }

    @Test
    void keeps_an_answer_whole_in_every_cut_with_latency_and_delay() throws Exception {
        simulator.script(Script.builder()
                .latency(Duration.ofMillis(5))
                .delay(Duration.ofMillis(1))
                .wire(Chunking.pieces(100))
                .text("Grüße 🌍")
                .build());

        assertThat(client.post(CHAT, json()).body()).contains("Grüße 🌍");
        assertThat(client.post(CHAT, stream()).body()).contains("\" 🌍\"").endsWith("data: [DONE]\n\n");
    }

    @Test
    void serves_a_recording_by_its_name() throws Exception {
        assertThat(client.json(CHAT, "{\"model\":\"m?recording=own/openai/chat.json\",\"messages\":[]}")
                        .path("id")
                        .asString())
                .isEqualTo("chatcmpl-own-1");
    }

    @Test
    void every_setting_of_the_builder_survives_a_copy() {
        Script script = Script.DEFAULT.with("latency=1s&delay=2ms&text=x&chunks=3&chunkSize=4&input=50&cached=6"
                + "&cacheWrite=7&cacheWrite1h=2&output=80&reasoning=9&bounded=false&usage=missing&status=503&body=b"
                + "&retryAfter=10&failAfter=11&cutAfter=12&blackHole&wire=random:13&recording=own/openai/chat.json");

        assertThat(script.toBuilder().build())
                .usingRecursiveComparison()
                .ignoringFields("recording")
                .isEqualTo(script);
        assertThat(script.recording()).hasToString("own/openai/chat.json");
        assertThat(script.pace()).isEqualTo(new Pace(Duration.ofSeconds(1), Duration.ofMillis(2)));
        assertThat(script.failure()).isEqualTo(new Failure(503, "b", 10, 11, 12, true));
        assertThat(script.input()).isEqualTo(new InputTokens(50, 6, 7, 2));
        assertThat(script.output()).isEqualTo(new OutputTokens(80, 9, false));
    }

    @Test
    void closing_frees_the_port() throws Exception {
        client.post(CHAT, json());
        int port = simulator.port();
        simulator.close();

        assertThatThrownBy(() -> client.post(CHAT, json())).isInstanceOf(ConnectException.class);
        try (ProviderSimulator next = ProviderSimulator.start(port)) {
            assertThat(next.port()).isEqualTo(port);
            assertThatThrownBy(() -> ProviderSimulatorMain.run(port, System.out))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is taken");
        }
    }

    @Test
    void the_command_line_takes_a_port_only() {
        assertThat(ProviderSimulatorMain.port()).isEqualTo(8099);
        assertThat(ProviderSimulatorMain.port("--port=0")).isZero();
        assertThatThrownBy(() -> ProviderSimulatorMain.port("--port=x")).hasMessageContaining("'x' is not a port");
        assertThatThrownBy(() -> ProviderSimulatorMain.port("--port=70000")).hasMessageContaining("65535");
        assertThatThrownBy(() -> ProviderSimulatorMain.port("-v")).hasMessageContaining("'-v' is not known");
    }

    private static int output(JsonNode chat) {
        return chat.path("usage").path("completion_tokens").intValue();
    }

    private static String json() {
        return BODY.formatted("false");
    }

    private static String stream() {
        return BODY.formatted("true");
    }
}

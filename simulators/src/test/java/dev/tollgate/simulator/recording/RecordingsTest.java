package dev.tollgate.simulator.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class RecordingsTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    void own_transcripts_cover_each_api_as_json_and_as_stream() {
        Recordings own = Recordings.own();

        for (String api : List.of("openai.chat", "openai.responses", "anthropic.messages")) {
            assertThat(own.ofApi(api)).extracting(Recording::stream).contains(true, false);
        }
        assertThat(own.ofApi("openai.embeddings")).isNotEmpty();
        assertThat(own.all()).filteredOn(one -> one.status() >= 400).hasSize(2);
    }

    @Test
    void own_transcripts_are_well_formed() {
        for (Recording recording : Recordings.own().all()) {
            assertWellFormed(recording);
        }
    }

    @Test
    void own_transcripts_hold_the_counts_that_their_index_expects() {
        JsonNode usage = JSON.readTree(text(Recordings.own().get("own/openai/chat.json")))
                .path("usage");
        JsonNode expected = Recordings.own().get("own/openai/chat.json").expected();

        assertThat(usage.path("prompt_tokens").longValue())
                .isEqualTo(expected.path("input_total").longValue());
        assertThat(usage.path("completion_tokens").longValue())
                .isEqualTo(expected.path("output_total").longValue());
    }

    @Test
    void every_shared_recording_over_http_gives_well_formed_bytes() {
        Recordings shared = shared();

        List<Recording> overHttp =
                shared.all().stream().filter(Recording::overHttp).toList();
        assertThat(overHttp).hasSizeGreaterThan(50);
        overHttp.forEach(RecordingsTest::assertWellFormed);
        assertThat(shared.all())
                .allSatisfy(one -> assertThat(one.expected().isObject()).isTrue());
    }

    @Test
    void puts_the_framing_back_around_stored_payloads() {
        Recordings shared = shared();

        assertThat(text(shared.get("anthropic/text.chunks.txt")))
                .startsWith("event: message_start\ndata: {")
                .endsWith("event: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
        assertThat(text(shared.get("openai/chat-text-include-usage.chunks.txt")))
                .startsWith("data: {")
                .endsWith("}\n\ndata: [DONE]\n\n")
                .doesNotContain("event:");
        assertThat(text(shared.get("openai/responses-image-generation.chunks.txt")))
                .startsWith("event: response.created\ndata: {")
                .doesNotContain("[DONE]");
    }

    @Test
    void gives_files_that_are_wire_bytes_as_they_are() {
        Recording recording = shared().get("anthropic/thinking-stream.sse");

        assertThat(recording.wire()).hasSize(6239);
        assertThat(recording.stream()).isTrue();
        assertThat(recording.status()).isEqualTo(200);
        assertThat(recording.path()).contains("/v1/messages");
        assertThat(recording.contentType()).startsWith("text/event-stream");
        assertThat(recording.requestBody().orElseThrow().path("stream").asBoolean())
                .isTrue();
    }

    @Test
    void refuses_to_serve_a_websocket_session_or_an_unknown_file() {
        Recording session = shared().ofApi("openai.realtime").get(0);

        assertThat(session.overHttp()).isFalse();
        assertThatThrownBy(session::wire)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("overHttp()");
        assertThatThrownBy(() -> Recordings.own().get("no/such.json"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no/such.json");
    }

    private static Recordings shared() {
        Optional<Recordings> shared = Recordings.find();
        assumeTrue(shared.isPresent(), "shared/data/provider-streams is not above the working directory");
        return shared.orElseThrow();
    }

    private static void assertWellFormed(Recording recording) {
        String text = text(recording);
        if (recording.contentType().startsWith("application/json")) {
            assertThat(JSON.readTree(text).isContainer()).as(recording.file()).isTrue();
        } else if (recording.contentType().startsWith("text/event-stream")) {
            List<String> payloads = text.lines()
                    .filter(line -> line.startsWith("data:"))
                    .map(line -> line.substring("data:".length()).strip())
                    .filter(payload -> !payload.equals("[DONE]"))
                    .toList();
            assertThat(payloads).as(recording.file()).isNotEmpty().allSatisfy(payload -> assertThat(
                            JSON.readTree(payload).isObject())
                    .isTrue());
        } else {
            assertThat(recording.file()).endsWith(".bin");
        }
    }

    private static String text(Recording recording) {
        return new String(recording.wire(), StandardCharsets.UTF_8);
    }
}

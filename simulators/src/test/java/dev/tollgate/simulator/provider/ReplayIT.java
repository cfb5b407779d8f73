package dev.tollgate.simulator.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tollgate.simulator.recording.Chunking;
import dev.tollgate.simulator.recording.Recording;
import dev.tollgate.simulator.recording.Recordings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.netty.http.client.HttpClient;

/** Recordings come back over a real socket byte for byte, however they are cut. */
final class ReplayIT {
    /** Fine cuts of longer bodies take long and show nothing more. */
    private static final int SMALL = 5_000;

    private final ProviderSimulator simulator = ProviderSimulator.start(0);
    private final SimulatorClient client = new SimulatorClient(simulator);

    @AfterEach
    void close() {
        simulator.close();
    }

    @Test
    void replays_every_openai_and_anthropic_recording_in_every_cut() throws Exception {
        Optional<Recordings> shared = Recordings.find();
        assumeTrue(shared.isPresent(), "shared/data/provider-streams is not above the working directory");
        List<Recording> recordings = shared.orElseThrow().all().stream()
                .filter(one -> List.of("openai", "anthropic", "azure").contains(one.provider()))
                .filter(Recording::overHttp)
                .toList();

        assertThat(recordings).hasSizeGreaterThan(30);
        for (Recording recording : recordings) {
            replayInEveryCut(recording);
        }
    }

    @Test
    void replays_every_own_transcript_in_every_cut() throws Exception {
        for (Recording recording : Recordings.own().all()) {
            replayInEveryCut(recording);
        }
    }

    private void replayInEveryCut(Recording recording) throws Exception {
        List<Chunking> cuts = new ArrayList<>(List.of(Chunking.whole(), Chunking.byEvent(), Chunking.pieces(701)));
        if (recording.wire().length < SMALL) {
            cuts.addAll(List.of(Chunking.bytewise(), Chunking.random(1), Chunking.random(2), Chunking.random(3)));
        }
        for (Chunking cut : cuts) {
            simulator.replay(recording, cut);
            var answer = client.bytes(recording.path().orElse("/v1/anything"), "{}");
            assertThat(answer.statusCode()).as("%s %s", recording, cut).isEqualTo(recording.status());
            assertThat(answer.headers().firstValue("content-type")).contains(recording.contentType());
            assertThat(answer.body()).as("%s %s", recording, cut).isEqualTo(recording.wire());
        }
    }

    @Test
    void the_client_sees_the_borders_of_the_pieces() {
        Recording recording = Recordings.own().get("own/anthropic/message-stream.sse");
        for (Chunking cut : List.of(Chunking.bytewise(), Chunking.random(3), Chunking.byEvent())) {
            simulator.replay(recording, cut);

            assertThat(borders(pieces())).as(cut.toString()).containsAll(borders(cut.cut(recording.wire())));
        }
    }

    @Test
    void replays_given_bytes_in_given_pieces() throws Exception {
        List<byte[]> given = List.of(bytes("data: 1"), bytes("\n"), bytes("\ndata: [DONE]\n\n"));
        simulator.replay(200, "text/event-stream", given);

        assertThat(pieces().stream().map(ReplayIT::text)).containsExactly("data: 1", "\n", "\ndata: [DONE]\n\n");
        assertThat(client.post("/v1/messages", "not even JSON").body()).isEqualTo("data: 1\n\ndata: [DONE]\n\n");
    }

    @Test
    void a_recording_takes_faults_too() throws Exception {
        Recording recording = Recordings.own().get("own/openai/chat.json");
        simulator.enqueue(
                Script.builder().recording(recording).status(503).build(),
                Script.builder().recording(recording).build());

        assertThat(client.post("/v1/chat/completions", "{}").statusCode()).isEqualTo(503);
        assertThat(client.bytes("/v1/chat/completions", "{}").body()).isEqualTo(recording.wire());
    }

    private List<byte[]> pieces() {
        return HttpClient.create()
                .post()
                .uri(simulator.url() + "/v1/messages")
                .response((head, body) -> body.asByteArray())
                .collectList()
                .blockOptional()
                .orElseThrow();
    }

    private static Set<Integer> borders(List<byte[]> pieces) {
        Set<Integer> borders = new TreeSet<>();
        int at = 0;
        for (byte[] piece : pieces) {
            at += piece.length;
            borders.add(at);
        }
        return borders;
    }

    private static String text(byte[] piece) {
        return new String(piece, StandardCharsets.ISO_8859_1);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

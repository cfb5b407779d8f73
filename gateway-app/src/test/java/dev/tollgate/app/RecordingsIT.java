package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tollgate.simulator.provider.Script;
import dev.tollgate.simulator.recording.Chunking;
import dev.tollgate.simulator.recording.Recording;
import dev.tollgate.simulator.recording.Recordings;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import tools.jackson.databind.JsonNode;

/**
 * Public recordings of real providers, replayed through the whole gateway: however the bytes are cut, the client sees
 * them as they are, and the usage and the charge are the same.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RecordingsIT {

    private static final Set<String> APIS = Set.of(
            "openai.chat",
            "openai.completions",
            "openai.responses",
            "openai.embeddings",
            "anthropic.messages",
            "gemini.generate");

    /** What the gateway asks for by itself, as it stands in these recordings. */
    private static final Pattern USAGE_CHUNK =
            Pattern.compile("data: \\{(?=[^\\n]*\"choices\":\\[\\])(?=[^\\n]*\"usage\":\\{)[^\\n]*\\n\\n");

    /** Worked out by hand from the counts of the index and the prices of the test, in nano-credits. */
    private static final Map<String, String> CHARGES = Map.of(
            "openai/chat-text-include-usage.chunks.txt", "36480000",
            "anthropic/text.chunks.txt", "5832000",
            "openai/embedding.json", "2880");

    private static final int RANDOM_CUTS = 200;
    private static final int AT_ONCE = 16;
    private static final Duration PATIENCE = Duration.ofMinutes(20);

    private final HttpClient http = HttpClient.newHttpClient();
    private TestGateway gateway;

    @BeforeAll
    void start() {
        gateway = TestGateway.start(
                TestGateway.Prices.TEST
                        .replace(
                                "models:",
                                "  gemini: { url: UPSTREAM_URL, dialect: gemini, key_env: PROVIDER_KEY }\nmodels:")
                        .replace(
                                "plans:",
                                "  \"gemini-*\": { provider: gemini, tokens: { input: 1.00, cached: 0.10, output: 10.00 } }\nplans:"));
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    @Test
    void are_passed_on_untouched_and_charged_alike_however_they_are_cut() {
        Optional<Recordings> recordings = Recordings.find();
        assumeThat(recordings)
                .as("skipped: there is no folder shared/data/provider-streams beside the project")
                .isPresent();
        int replayed = 0;
        int hidden = 0;
        for (Recording recording : recordings.orElseThrow().all()) {
            if (APIS.contains(recording.api()) && recording.overHttp() && recording.status() < 300) {
                replay(recording, true, recording.wire());
                replayed++;
                byte[] visible = withoutUsage(recording);
                if (visible.length < recording.wire().length) {
                    replay(recording, false, visible);
                    hidden++;
                }
            }
        }
        System.out.println("recordings replayed: " + replayed + ", also with a hidden chunk: " + hidden);
        assertThat(replayed).as("recordings replayed").isGreaterThanOrEqualTo(41);
        assertThat(hidden).as("with a chunk that the client did not ask for").isGreaterThanOrEqualTo(5);
        gateway.settled();
    }

    private static byte[] withoutUsage(Recording recording) {
        boolean asked = recording.stream()
                && (recording.api().equals("openai.chat") || recording.api().equals("openai.completions"));
        String wire = new String(recording.wire(), StandardCharsets.ISO_8859_1);
        return (asked ? USAGE_CHUNK.matcher(wire).replaceAll("") : wire).getBytes(StandardCharsets.ISO_8859_1);
    }

    /** @param asks whether the client itself asks for the usage of a stream, so that nothing of it is hidden */
    private void replay(Recording recording, boolean asks, byte[] seen) {
        List<Chunking> chunkings = chunkings();
        gateway.provider.enqueue(chunkings.stream()
                .map(chunking ->
                        Script.builder().recording(recording).wire(chunking).build())
                .toArray(Script[]::new));
        List<HttpResponse<byte[]>> answers = Flux.range(0, chunkings.size())
                .flatMap(i -> Mono.fromFuture(() -> ask(recording, asks)), AT_ONCE)
                .collectList()
                .blockOptional(PATIENCE)
                .orElseThrow();

        assertThat(answers).allSatisfy(answer -> {
            assertThat(answer.statusCode()).as(recording.file()).isEqualTo(200);
            assertThat(answer.body()).as(recording.file()).isEqualTo(seen);
        });
        List<String> ids = answers.stream()
                .map(answer -> answer.headers().firstValue("x-request-id").orElseThrow())
                .toList();
        assertCounted(recording, gateway.get("/v1/tollgate/requests/" + ids.get(0), gateway.key()));
        String records = " FROM usage_record WHERE request_id IN ('" + String.join("','", ids) + "')";
        assertThat(gateway.database.query(
                        "SELECT DISTINCT state || basis || charged || (detail::jsonb -> 'used')" + records))
                .as(recording.file())
                .hasSize(1);
        Optional.ofNullable(CHARGES.get(recording.file()))
                .ifPresent(nanos -> assertThat(gateway.database.query("SELECT DISTINCT charged" + records))
                        .as(recording.file())
                        .containsExactly(nanos));
    }

    private static List<Chunking> chunkings() {
        List<Chunking> chunkings = new ArrayList<>(List.of(Chunking.whole(), Chunking.bytewise()));
        for (long seed = 0; seed < RANDOM_CUTS; seed++) {
            chunkings.add(Chunking.random(seed));
        }
        return chunkings;
    }

    private CompletableFuture<HttpResponse<byte[]>> ask(Recording recording, boolean asks) {
        if (recording.api().equals("gemini.generate")) {
            String verb = !recording.stream()
                    ? "generateContent"
                    : recording.file().endsWith(".json") ? "streamGenerateContent" : "streamGenerateContent?alt=sse";
            return post("/v1beta/models/gemini-2.5-flash:" + verb, "{\"contents\":[]}");
        }
        String model = recording.api().startsWith("anthropic")
                ? "claude-sonnet-4-5"
                : recording.api().equals("openai.embeddings") ? "text-embedding-3-small" : "gpt-4o";
        String stream = recording.stream()
                ? ",\"stream\":true"
                        + (asks && withoutUsage(recording).length < recording.wire().length
                                ? ",\"stream_options\":{\"include_usage\":true}"
                                : "")
                : "";
        String asked =
                recording.api().equals("openai.completions") ? "\"prompt\":\"x\"" : "\"input\":\"x\",\"messages\":[]";
        String body = "{\"model\":\"" + model + "\"," + asked + stream + "}";
        return post(recording.path().orElseThrow(), body);
    }

    private CompletableFuture<HttpResponse<byte[]>> post(String path, String body) {
        return http.sendAsync(
                HttpRequest.newBuilder(URI.create(gateway.url() + path))
                        .header("authorization", "Bearer " + gateway.key())
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofByteArray());
    }

    private static void assertCounted(Recording recording, JsonNode logged) {
        JsonNode expected = recording.expected();
        if (!expected.has("input_total")) {
            assertThat(logged.path("basis").asString()).as(recording.file()).isIn("estimated", "none", "partial");
            return;
        }
        JsonNode usage = logged.path("usage");
        assertThat(logged.path("basis").asString()).as(recording.file()).isEqualTo("reported");
        assertThat(sum(
                        usage,
                        "input",
                        "inputCached",
                        "inputCacheWrite",
                        "inputCacheWrite1h",
                        "inputAudio",
                        "inputImage"))
                .as(recording.file() + " input")
                .isEqualTo(expected.path("input_total").asLong());
        assertThat(sum(usage, "output", "outputReasoning", "outputAudio", "outputImage"))
                .as(recording.file() + " output")
                .isEqualTo(expected.path("output_total").asLong());
        assertThat(sum(usage, "inputCached"))
                .as(recording.file() + " cached")
                .isEqualTo(expected.path("cache_read").asLong(0));
        assertThat(sum(usage, "inputCacheWrite", "inputCacheWrite1h"))
                .as(recording.file() + " cache write")
                .isEqualTo(expected.path("cache_write").asLong(0));
        assertThat(sum(usage, "outputReasoning"))
                .as(recording.file() + " reasoning")
                .isEqualTo(expected.path("reasoning").asLong(0));
    }

    private static long sum(JsonNode usage, String... kinds) {
        long sum = 0;
        for (String kind : kinds) {
            sum += usage.path(kind).asLong(0);
        }
        return sum;
    }
}

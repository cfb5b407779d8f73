package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.genai.Client;
import com.google.genai.ResponseStream;
import com.google.genai.errors.ApiException;
import com.google.genai.types.EmbedContentResponse;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.HttpOptions;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.googleai.GoogleAiGeminiChatModel;
import dev.langchain4j.model.googleai.GoogleAiGeminiStreamingChatModel;
import dev.tollgate.simulator.provider.ReceivedRequest;
import dev.tollgate.simulator.provider.Script;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Google's own SDK and LangChain4j's model, changed in base URL and key only, and what no SDK shows. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GeminiIT {

    private static final String PRICES =
            """
            version: 1
            credit: { worth: 0.10 }
            providers:
              google: { url: UPSTREAM_URL, dialect: gemini, key_env: PROVIDER_KEY }
              openai: { url: UPSTREAM_URL, dialect: openai, key_env: PROVIDER_KEY }
            models:
              gemini-2.5-flash: { provider: google, aliases: [quick], tokens: { input: 1.00, cached: 0.10, output: 10.00 } }
              "gemini-*": { provider: google, tokens: { input: 1.00, cached: 0.10, output: 10.00 } }
              "gpt-*": { provider: openai, tokens: { input: 2.50, output: 10.00 } }
            plans:
              test: { grant: { credits: 1000, every: once } }
            """;

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String QUESTION = "What does a call cost?";
    private static final String BODY =
            "{\"contents\":[{\"parts\":[{\"text\":\"Hello\"}]}],\"generationConfig\":{\"maxOutputTokens\":100}}";
    private static final String GENERATE = "/v1beta/models/gemini-2.5-flash:generateContent";
    private static final String STREAM = "/v1beta/models/gemini-2.5-flash:streamGenerateContent";

    /** Coprime to what chunks are long, so that they are cut at all their parts. */
    private static final int STEP = 83;

    private static final int FAR = 1_500;

    private TestGateway gateway;

    @BeforeAll
    void start() {
        gateway = TestGateway.start(PRICES);
    }

    @AfterEach
    void every_call_is_settled() {
        gateway.settled();
        gateway.provider.clear();
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    private Client client(String key) {
        return Client.builder()
                .apiKey(key)
                .httpOptions(HttpOptions.builder().baseUrl(gateway.url()).build())
                .build();
    }

    private String last(String column) {
        return gateway.database
                .query("SELECT " + column + " FROM usage_record ORDER BY settled_at DESC LIMIT 1")
                .get(0);
    }

    private ReceivedRequest received() {
        return gateway.provider.received().get(0);
    }

    @Test
    void googles_sdk_generates_content() {
        gateway.provider.script(Script.DEFAULT.with("input=1000&cached=400&output=150&reasoning=50"));
        GenerateContentResponse answer =
                client(gateway.key()).models.generateContent("gemini-2.5-flash", QUESTION, null);
        assertThat(answer.text()).isEqualTo(TestGateway.ANSWER);
        // (600 x 1 + 400 x 0.1 + 150 x 10) / 1M dollars, 10 credits a dollar
        assertThat(last("charged")).isEqualTo("21400000");
        assertThat(last("basis")).isEqualTo("reported");
        assertThat(received().headers()).containsEntry("x-goog-api-key", TestGateway.PLATFORM_KEY);
        assertThat(received().uri()).isEqualTo(GENERATE);
        assertThat(received().body()).contains("maxOutputTokens");
    }

    @Test
    void googles_sdk_streams_content() {
        gateway.provider.script(Script.DEFAULT.with("input=1000&output=150&reasoning=50"));
        StringBuilder text = new StringBuilder();
        try (ResponseStream<GenerateContentResponse> stream =
                client(gateway.key()).models.generateContentStream("gemini-2.5-flash", QUESTION, null)) {
            stream.forEach(chunk -> text.append(chunk.text()));
        }
        assertThat(text).hasToString(TestGateway.ANSWER);
        assertThat(last("charged")).isEqualTo("25000000");
        assertThat(received().uri()).isEqualTo(STREAM + "?alt=sse");
    }

    @Test
    void an_alias_is_called_by_its_name_at_google() {
        client(gateway.key())
                .models
                .generateContent(
                        "quick",
                        QUESTION,
                        GenerateContentConfig.builder().maxOutputTokens(50).build());
        assertThat(received().uri()).isEqualTo(GENERATE);
        assertThat(last("model")).isEqualTo("quick");
    }

    @Test
    void googles_sdk_counts_tokens_for_nothing() {
        assertThat(client(gateway.key())
                        .models
                        .countTokens("gemini-2.5-flash", QUESTION, null)
                        .totalTokens())
                .hasValue(5);
        assertThat(last("charged")).isEqualTo("0");
        assertThat(last("operation")).isEqualTo("countTokens");
    }

    @Test
    void embeddings_are_paid_by_their_input() {
        gateway.provider.script(Script.DEFAULT.with("input=1000"));
        String path = "/v1beta/models/gemini-embedding-001:";
        HttpResponse<String> one =
                gateway.post(path + "embedContent", gateway.key(), "{\"content\":{\"parts\":[{\"text\":\"Hello\"}]}}");
        assertThat(one.statusCode()).isEqualTo(200);
        assertThat(last("charged")).isEqualTo("10000000");
        EmbedContentResponse many =
                client(gateway.key()).models.embedContent("gemini-embedding-001", List.of("a", "b"), null);
        assertThat(many.embeddings().orElseThrow()).hasSize(2);
        assertThat(last("charged")).isEqualTo("10000000");
    }

    @Test
    void langchain4j_generates_and_streams() {
        String base = gateway.url() + "/v1beta";
        GoogleAiGeminiChatModel model = GoogleAiGeminiChatModel.builder()
                .baseUrl(base)
                .apiKey(gateway.key())
                .modelName("gemini-2.5-flash")
                .build();
        assertThat(model.chat(QUESTION)).isEqualTo(TestGateway.ANSWER);

        CompletableFuture<String> streamed = new CompletableFuture<>();
        GoogleAiGeminiStreamingChatModel.builder()
                .baseUrl(base)
                .apiKey(gateway.key())
                .modelName("gemini-2.5-flash")
                .build()
                .chat(QUESTION, new StreamingChatResponseHandler() {
                    @Override
                    public void onPartialResponse(String part) {}

                    @Override
                    public void onCompleteResponse(ChatResponse complete) {
                        streamed.complete(complete.aiMessage().text());
                    }

                    @Override
                    public void onError(Throwable failure) {
                        streamed.completeExceptionally(failure);
                    }
                });
        assertThat(streamed.orTimeout(60, TimeUnit.SECONDS).join()).isEqualTo(TestGateway.ANSWER);
    }

    @Test
    void a_key_in_the_query_opens_and_goes_no_further() {
        HttpResponse<String> answer = gateway.send(
                HttpRequest.newBuilder(URI.create(gateway.url() + STREAM + "?key=" + gateway.key() + "&alt=sse"))
                        .header("content-type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(BODY)));
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(received().uri()).isEqualTo(STREAM + "?alt=sse");
        assertThat(received().headers().values()).noneMatch(value -> value.contains(gateway.key()));
    }

    @Test
    void a_stream_may_be_an_array() {
        HttpResponse<String> answer = gateway.post(STREAM, gateway.key(), BODY);
        JsonNode chunks = JSON.readTree(answer.body());
        assertThat(chunks.isArray()).isTrue();
        assertThat(chunks.size()).isGreaterThan(5);
        assertThat(last("basis")).isEqualTo("reported");
        assertThat(last("output_tokens")).isEqualTo("12");
    }

    @Test
    void elements_of_an_array_arrive_before_its_end() throws IOException {
        long before = calls();
        gateway.provider.script(Script.DEFAULT.with("delay=200ms&chunks=12&input=100&output=40"));
        try (Socket client = ask(STREAM)) {
            String seen = readUntil(client.getInputStream(), "\"index\":0");
            assertThat(seen).doesNotContain("STOP");
        }
        TestGateway.until("the call is in the log", () -> calls() == before + 1);
    }

    @Test
    void a_client_that_leaves_pays_what_google_reports() throws IOException {
        for (String path : List.of(STREAM, STREAM + "?alt=sse")) {
            long before = calls();
            gateway.provider.script(Script.DEFAULT.with("delay=20ms&chunks=12&input=100&output=40"));
            try (Socket client = ask(path)) {
                readUntil(client.getInputStream(), "\"index\":0");
            }
            TestGateway.until("the call is in the log", () -> calls() == before + 1);
            assertThat(last("basis || ' ' || input_tokens || ' ' || output_tokens"))
                    .isEqualTo("reported 100 40");
        }
    }

    private long calls() {
        return Long.parseLong(
                gateway.database.query("SELECT count(*) FROM usage_record").get(0));
    }

    private Socket ask(String path) throws IOException {
        int port = URI.create(gateway.url()).getPort();
        Socket socket = new Socket("127.0.0.1", port);
        socket.setSoTimeout(60_000);
        List<String> head = List.of(
                "POST " + path + " HTTP/1.1",
                "Host: 127.0.0.1",
                "X-Goog-Api-Key: " + gateway.key(),
                "Content-Type: application/json",
                "Content-Length: " + BODY.length(),
                "",
                BODY);
        socket.getOutputStream().write(String.join("\r\n", head).getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    private static String readUntil(InputStream answer, String mark) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(mark) < 0) {
            int next = answer.read();
            if (next < 0) {
                break;
            }
            read.append((char) next);
        }
        assertThat(read).contains("HTTP/1.1 200", mark);
        return read.toString();
    }

    @Test
    void an_array_that_breaks_off_is_closed_with_an_error() {
        int broken = 0;
        for (int cut = 1; cut < FAR; cut += STEP) {
            gateway.provider.script(Script.DEFAULT.with("input=100&output=40&chunks=4&cutAfter=" + cut));
            HttpResponse<String> answer = gateway.post(STREAM, gateway.key(), BODY);
            JsonNode chunks = JSON.readTree(answer.body());
            assertThat(chunks.isArray()).as("cut after %d", cut).isTrue();
            broken += isUnavailable(chunks.get(chunks.size() - 1)) ? 1 : 0;
        }
        assertThat(broken).isGreaterThan(5);
    }

    @Test
    void events_that_break_off_end_with_an_error() {
        int broken = 0;
        for (int cut = 1; cut < FAR; cut += STEP) {
            gateway.provider.script(Script.DEFAULT.with("input=100&output=40&chunks=4&cutAfter=" + cut));
            List<JsonNode> events = events(
                    gateway.post(STREAM + "?alt=sse", gateway.key(), BODY).body());
            broken += isUnavailable(events.get(events.size() - 1)) ? 1 : 0;
        }
        assertThat(broken).isGreaterThan(5);
    }

    private static boolean isUnavailable(JsonNode chunk) {
        return chunk.path("error").path("status").asString("").equals("UNAVAILABLE");
    }

    private static List<JsonNode> events(String stream) {
        List<JsonNode> events = new ArrayList<>();
        for (String event : stream.split("\\s*\\R\\R\\s*")) {
            assertThat(event).startsWith("data: ");
            events.add(JSON.readTree(event.substring("data: ".length())));
        }
        return events;
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?alt=sse"})
    void an_error_in_the_middle_is_passed_on_and_what_was_told_is_paid(String query) {
        gateway.provider.script(Script.DEFAULT.with("input=100&output=40&chunks=6&failAfter=3"));
        HttpResponse<String> answer = gateway.post(STREAM + query, gateway.key(), BODY);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("The simulator was told to fail.");
        assertThat(last("basis || ' ' || input_tokens || ' ' || output_tokens")).isEqualTo("partial 100 3");
    }

    @Test
    void googles_own_refusal_is_passed_on_and_free() {
        gateway.provider.script(Script.DEFAULT.with("status=429"));
        ApiException refused = catchThrowableOfType(
                ApiException.class,
                () -> client(gateway.key()).models.generateContent("gemini-2.5-flash", QUESTION, null));
        assertThat(refused.code()).isEqualTo(429);
        assertThat(refused.status()).contains("RESOURCE_EXHAUSTED");
        assertThat(last("charged")).isEqualTo("0");
    }

    @Test
    void a_platform_key_that_google_refuses_is_the_operators_trouble() {
        gateway.provider.script(Script.builder()
                .status(400)
                .body("{\"error\":{\"code\":400,\"message\":\"API key not valid.\",\"status\":\"INVALID_ARGUMENT\","
                        + "\"details\":[{\"reason\":\"API_KEY_INVALID\"}]}}")
                .build());
        HttpResponse<String> answer = gateway.post(GENERATE, gateway.key(), BODY);
        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("PROVIDER_ACCOUNT").doesNotContain("not valid");
    }

    @Test
    void refusals_are_worded_for_googles_clients() {
        ApiException stranger = catchThrowableOfType(
                ApiException.class,
                () -> client("tg_live_wrong").models.generateContent("gemini-2.5-flash", QUESTION, null));
        assertThat(stranger.code()).isEqualTo(401);
        assertThat(stranger.getMessage()).contains("not valid");
        String poor = gateway.accountWith("0.0001");
        ApiException refused = catchThrowableOfType(
                ApiException.class, () -> client(poor).models.generateContent("gemini-2.5-flash", QUESTION, null));
        assertThat(refused.code()).isEqualTo(402);
        assertThat(refused.getMessage()).contains("Not enough credits");
        assertThat(gateway.provider.receivedCount()).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1beta/models/gemini-2.5-flash:batchGenerateContent",
                "/v1beta/tunedModels/gemini-x:generateContent",
                "/v1beta/cachedContents",
                "/v1/models/gemini-2.5-flash:predict"
            })
    void what_has_no_price_is_never_forwarded(String path) {
        HttpResponse<String> answer = gateway.post(path, gateway.key(), BODY);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(JSON.readTree(answer.body()).path("error").path("status").asString())
                .isEqualTo("NOT_FOUND");
        assertThat(gateway.provider.receivedCount()).isZero();
    }

    @Test
    void models_are_listed_as_google_lists_them() {
        JsonNode models = gateway.get("/v1beta/models", gateway.key()).path("models");
        assertThat(models.valueStream().map(model -> model.path("name").asString()))
                .containsExactly("models/gemini-2.5-flash", "models/quick");
    }

    @Test
    void openais_clients_may_use_googles_path_for_them() {
        HttpResponse<String> answer = gateway.post(
                "/v1beta/openai/chat/completions",
                gateway.key(),
                "{\"model\":\"gpt-4o\",\"max_tokens\":10,\"messages\":[]}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(received().uri()).isEqualTo("/v1/chat/completions");
    }
}

package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import dev.tollgate.simulator.provider.Script;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The official OpenAI SDK for Java, changed in base URL and key only. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OpenAiSdkIT {

    private TestGateway gateway;
    private OpenAIClient client;

    @BeforeAll
    void start() {
        gateway = TestGateway.start();
        client = client(gateway.key());
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

    private OpenAIClient client(String key) {
        return client(gateway.url(), key);
    }

    private static OpenAIClient client(String url, String key) {
        return OpenAIOkHttpClient.builder().baseUrl(url + "/v1").apiKey(key).build();
    }

    private static ChatCompletionCreateParams.Builder question() {
        return ChatCompletionCreateParams.builder().model("gpt-4o").addUserMessage("What does a call cost?");
    }

    @Test
    void chats() {
        gateway.provider.script(Script.DEFAULT.with("input=1000&cached=400&output=50"));

        ChatCompletion answer = client.chat().completions().create(question().build());

        assertThat(answer.choices().get(0).message().content()).contains(TestGateway.ANSWER);
        assertThat(answer.usage().orElseThrow().totalTokens()).isEqualTo(1050);
        assertThat(gateway.database.query("SELECT charged FROM usage_record ORDER BY settled_at DESC LIMIT 1"))
                // (600 x 2.5 + 400 x 1.25 + 50 x 10) / 1M dollars, 20 % on top, 10 credits a dollar
                .containsExactly("30000000");
        assertThat(gateway.provider.received().get(0).headers())
                .containsEntry("authorization", "Bearer " + TestGateway.PLATFORM_KEY);
    }

    @Test
    void streams_and_gets_the_usage_only_if_it_asked_for_it() {
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(question().build())) {
            List<ChatCompletionChunk> chunks = stream.stream().toList();
            assertThat(text(chunks)).isEqualTo(TestGateway.ANSWER);
            assertThat(chunks).noneMatch(chunk -> chunk.usage().isPresent());
            assertThat(chunks).noneMatch(chunk -> chunk.choices().isEmpty());
        }
        try (StreamResponse<ChatCompletionChunk> stream = client.chat()
                .completions()
                .createStreaming(question()
                        .streamOptions(ChatCompletionStreamOptions.builder()
                                .includeUsage(true)
                                .build())
                        .build())) {
            List<ChatCompletionChunk> chunks = stream.stream().toList();
            assertThat(chunks.get(chunks.size() - 1).usage().orElseThrow().completionTokens())
                    .isEqualTo(12);
        }
        assertThat(gateway.provider.received().get(0).body()).contains("\"include_usage\":true");
    }

    private static String text(List<ChatCompletionChunk> chunks) {
        return chunks.stream()
                .flatMap(chunk -> chunk.choices().stream())
                .flatMap(choice -> choice.delta().content().stream())
                .collect(Collectors.joining());
    }

    @Test
    void responds_and_streams_responses() {
        ResponseCreateParams params = ResponseCreateParams.builder()
                .model("gpt-4o")
                .input("What does a call cost?")
                .build();
        Response response = client.responses().create(params);
        assertThat(response.usage().orElseThrow().outputTokens()).isEqualTo(12);

        try (StreamResponse<ResponseStreamEvent> stream = client.responses().createStreaming(params)) {
            List<ResponseStreamEvent> events = stream.stream().toList();
            assertThat(events.get(events.size() - 1).isCompleted()).isTrue();
        }
        assertThat(gateway.provider.received().get(0).body()).contains("\"max_output_tokens\":4096");
    }

    @Test
    void embeds() {
        CreateEmbeddingResponse response = client.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model("text-embedding-3-small")
                        .input("What does a call cost?")
                        .build());
        assertThat(response.data().get(0).embedding()).hasSize(8);
    }

    @Test
    void gets_401_for_an_unknown_key_as_its_own_exception() {
        UnauthorizedException refused = catchThrowableOfType(
                UnauthorizedException.class,
                () -> client("sk-wrong").chat().completions().create(question().build()));
        assertThat(refused.code()).contains("invalid_api_key");
        assertThat(gateway.provider.receivedCount()).isZero();
    }

    @Test
    void gets_402_once_when_the_balance_is_too_low_and_the_provider_hears_nothing() throws IOException {
        try (Counter counter = new Counter(gateway.url())) {
            OpenAIClient poor = client(counter.url(), gateway.accountWith("0.0001"));
            OpenAIServiceException refused = catchThrowableOfType(
                    OpenAIServiceException.class,
                    () -> poor.chat().completions().create(question().build()));
            assertRefused(refused);
            assertThat(counter.tries()).isEqualTo(1);
        }
    }

    private void assertRefused(OpenAIServiceException refused) {
        assertThat(refused.statusCode()).isEqualTo(402);
        assertThat(refused.code()).contains("insufficient_credits");
        assertThat(refused.getMessage()).contains("Not enough credits").contains("you have 0.0001");
        assertThat(refused.headers().values("x-should-retry")).containsExactly("false");
        assertThat(gateway.provider.receivedCount()).isZero();
    }

    @Test
    void gets_400_for_a_model_without_a_price() {
        BadRequestException refused = catchThrowableOfType(BadRequestException.class, () -> client.chat()
                .completions()
                .create(question().model("gpu-4o").build()));
        assertThat(refused.code()).contains("model_not_priced");
    }

    @Test
    void gets_the_providers_own_error_and_pays_nothing() {
        gateway.provider.script(Script.DEFAULT.with("status=429"));
        RateLimitException refused = catchThrowableOfType(
                RateLimitException.class,
                () -> client.chat().completions().create(question().build()));
        assertThat(refused.statusCode()).isEqualTo(429);
        gateway.settled();
        assertThat(gateway.database.query("SELECT DISTINCT state || charged FROM usage_record WHERE basis = 'none'"))
                .containsExactly("released0");
    }
}

package dev.tollgate.simulator.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStreamEvent;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The official SDKs read every answer as if it came from the provider, with their strict validation on. */
final class OfficialClientsIT {
    private static final Script COUNTS = Script.builder()
            .input(100)
            .cached(30)
            .cacheWrite(20)
            .cacheWrite1h(5)
            .output(60)
            .reasoning(10)
            .text("Grüße, 世界 🌍 und mehr")
            .build();

    private final ProviderSimulator simulator = ProviderSimulator.start(0);
    private OpenAIClient openai;
    private AnthropicClient anthropic;

    OfficialClientsIT() {
        openai = OpenAIOkHttpClient.builder()
                .baseUrl(simulator.url() + "/v1")
                .apiKey("sk-platform")
                .maxRetries(0)
                .responseValidation(true)
                .build();
        anthropic = AnthropicOkHttpClient.builder()
                .baseUrl(simulator.url())
                .apiKey("sk-ant-platform")
                .maxRetries(0)
                .responseValidation(true)
                .build();
    }

    @BeforeEach
    void script() {
        simulator.script(COUNTS);
    }

    @AfterEach
    void close() {
        openai.close();
        anthropic.close();
        simulator.close();
    }

    @Test
    void openai_reads_a_chat_completion_with_all_its_counts() {
        ChatCompletion answer = openai.chat().completions().create(chat().build());

        assertThat(answer.validate().choices().get(0).message().content()).contains("Grüße, 世界 🌍 und mehr");
        var usage = answer.usage().orElseThrow();
        assertThat(List.of(usage.promptTokens(), usage.completionTokens(), usage.totalTokens()))
                .containsExactly(100L, 60L, 160L);
        assertThat(usage.promptTokensDetails().orElseThrow().cachedTokens()).contains(30L);
        assertThat(usage.completionTokensDetails().orElseThrow().reasoningTokens())
                .contains(10L);
        assertThat(simulator.received().get(0).key()).contains("sk-platform");
    }

    @Test
    void openai_reads_a_chat_stream_that_ends_with_the_usage_asked_for() {
        var asked = chat().streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build());
        List<ChatCompletionChunk> chunks;
        try (var stream = openai.chat().completions().createStreaming(asked.build())) {
            chunks = stream.stream().map(ChatCompletionChunk::validate).toList();
        }

        StringBuilder text = new StringBuilder();
        chunks.forEach(chunk ->
                chunk.choices().forEach(choice -> choice.delta().content().ifPresent(text::append)));
        assertThat(text).hasToString("Grüße, 世界 🌍 und mehr");
        ChatCompletionChunk last = chunks.get(chunks.size() - 1);
        assertThat(last.choices()).isEmpty();
        assertThat(last.usage().orElseThrow().completionTokens()).isEqualTo(60);
    }

    @Test
    void openai_reads_a_response_with_all_its_counts() {
        Response answer = openai.responses()
                .create(ResponseCreateParams.builder()
                        .model("gpt-sim")
                        .input("Hello")
                        .build());

        assertThat(answer.validate().status().orElseThrow().asString()).isEqualTo("completed");
        var usage = answer.usage().orElseThrow();
        assertThat(usage.inputTokens()).isEqualTo(100);
        assertThat(usage.inputTokensDetails().cachedTokens()).isEqualTo(30);
        assertThat(usage.outputTokens()).isEqualTo(60);
        assertThat(usage.outputTokensDetails().reasoningTokens()).isEqualTo(10);
    }

    @Test
    void openai_reads_every_event_of_a_response_stream() {
        List<ResponseStreamEvent> events;
        var asked =
                ResponseCreateParams.builder().model("gpt-sim").input("Hello").build();
        try (var stream = openai.responses().createStreaming(asked)) {
            events = stream.stream().map(ResponseStreamEvent::validate).toList();
        }

        StringBuilder text = new StringBuilder();
        events.forEach(event -> event.outputTextDelta().ifPresent(delta -> text.append(delta.delta())));
        assertThat(text).hasToString("Grüße, 世界 🌍 und mehr");
        Response ended = events.get(events.size() - 1).completed().orElseThrow().response();
        assertThat(ended.usage().orElseThrow().totalTokens()).isEqualTo(160);
    }

    @Test
    void openai_reads_embeddings() {
        CreateEmbeddingResponse answer = openai.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model("embed-sim")
                        .inputOfArrayOfStrings(List.of("one", "two"))
                        .build());

        assertThat(answer.validate().data()).hasSize(2);
        assertThat(answer.data().get(1).embedding()).hasSize(8);
        assertThat(answer.usage().promptTokens()).isEqualTo(100);
    }

    @Test
    void openai_throws_its_typed_exception_for_an_error_answer() {
        simulator.script(Script.builder().status(429).retryAfter(3).build());

        assertThatThrownBy(() -> openai.chat().completions().create(chat().build()))
                .isInstanceOf(com.openai.errors.RateLimitException.class)
                .hasMessageContaining("told to answer 429");
    }

    @Test
    void anthropic_reads_a_message_with_all_its_counts() {
        Message answer = anthropic.messages().create(message().build());

        assertThat(answer.validate().content().get(0).asText().text()).isEqualTo("Grüße, 世界 🌍 und mehr");
        var usage = answer.usage();
        assertThat(usage.inputTokens()).isEqualTo(50);
        assertThat(usage.cacheReadInputTokens()).contains(30L);
        assertThat(usage.cacheCreationInputTokens()).contains(20L);
        assertThat(usage.cacheCreation().orElseThrow().ephemeral1hInputTokens()).isEqualTo(5);
        assertThat(usage.outputTokens()).isEqualTo(60);
        assertThat(simulator.received().get(0).key()).contains("sk-ant-platform");
    }

    @Test
    void anthropic_reads_every_event_of_a_message_stream() {
        List<RawMessageStreamEvent> events;
        try (var stream = anthropic.messages().createStreaming(message().build())) {
            events = stream.stream().map(RawMessageStreamEvent::validate).toList();
        }

        StringBuilder text = new StringBuilder();
        events.forEach(event -> event.contentBlockDelta()
                .flatMap(delta -> delta.delta().text())
                .ifPresent(delta -> text.append(delta.text())));
        assertThat(text).hasToString("Grüße, 世界 🌍 und mehr");
        assertThat(events.get(0).messageStart().orElseThrow().message().usage().inputTokens())
                .isEqualTo(50);
        var delta = events.get(events.size() - 2).messageDelta().orElseThrow();
        assertThat(delta.usage().outputTokens()).isEqualTo(60);
        assertThat(events.get(events.size() - 1).messageStop()).isPresent();
    }

    @Test
    void anthropic_reads_a_count_of_tokens() {
        var asked = MessageCountTokensParams.builder()
                .model("claude-sim")
                .addUserMessage("How many words are these?")
                .build();

        assertThat(anthropic.messages().countTokens(asked).validate().inputTokens())
                .isEqualTo(100);
    }

    @Test
    void anthropic_throws_its_typed_exception_for_an_error_answer() {
        simulator.script(Script.builder().status(401).build());

        assertThatThrownBy(() -> anthropic.messages().create(message().build()))
                .isInstanceOf(com.anthropic.errors.UnauthorizedException.class)
                .hasMessageContaining("told to answer 401");
    }

    private static ChatCompletionCreateParams.Builder chat() {
        return ChatCompletionCreateParams.builder().model("gpt-sim").addUserMessage("Hello");
    }

    private static MessageCreateParams.Builder message() {
        return MessageCreateParams.builder().model("claude-sim").maxTokens(100).addUserMessage("Hello");
    }
}

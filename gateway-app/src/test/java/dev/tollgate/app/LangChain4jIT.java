package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** LangChain4j's OpenAI and Anthropic models, changed in base URL and key only. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class LangChain4jIT {

    private TestGateway gateway;

    @BeforeAll
    void start() {
        gateway = TestGateway.start();
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

    @Test
    void chats_with_openai() {
        OpenAiChatModel model = OpenAiChatModel.builder()
                .baseUrl(gateway.url() + "/v1")
                .apiKey(gateway.key())
                .modelName("gpt-4o")
                .build();
        assertThat(model.chat("What does a call cost?")).isEqualTo(TestGateway.ANSWER);
    }

    @Test
    void streams_from_openai() {
        assertThat(streamed(OpenAiStreamingChatModel.builder()
                        .baseUrl(gateway.url() + "/v1")
                        .apiKey(gateway.key())
                        .modelName("gpt-4o")
                        .build()))
                .isEqualTo(TestGateway.ANSWER);
    }

    @Test
    void chats_with_anthropic() {
        AnthropicChatModel model = AnthropicChatModel.builder()
                .baseUrl(gateway.url() + "/v1/")
                .apiKey(gateway.key())
                .modelName("claude-sonnet-4-5")
                .build();
        assertThat(model.chat("What does a call cost?")).isEqualTo(TestGateway.ANSWER);
    }

    @Test
    void streams_from_anthropic() {
        assertThat(streamed(AnthropicStreamingChatModel.builder()
                        .baseUrl(gateway.url() + "/v1/")
                        .apiKey(gateway.key())
                        .modelName("claude-sonnet-4-5")
                        .build()))
                .isEqualTo(TestGateway.ANSWER);
    }

    @Test
    void is_told_once_that_the_balance_is_too_low() throws IOException {
        String poor = gateway.accountWith("0.0001");
        assertToldOnce(url -> OpenAiChatModel.builder()
                .baseUrl(url + "/v1")
                .apiKey(poor)
                .modelName("gpt-4o")
                .build());
        assertToldOnce(url -> AnthropicChatModel.builder()
                .baseUrl(url + "/v1/")
                .apiKey(poor)
                .modelName("claude-sonnet-4-5")
                .build());
        assertThat(gateway.provider.receivedCount()).isZero();
    }

    private void assertToldOnce(Function<String, ChatModel> made) throws IOException {
        try (Counter counter = new Counter(gateway.url())) {
            ChatModel model = made.apply(counter.url());
            assertThatThrownBy(() -> model.chat("What does a call cost?")).hasMessageContaining("Not enough credits");
            assertThat(counter.tries()).isEqualTo(1);
        }
    }

    private static String streamed(StreamingChatModel model) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        StringBuilder text = new StringBuilder();
        model.chat("What does a call cost?", new StreamingChatResponseHandler() {
            @Override
            public void onPartialResponse(String part) {
                text.append(part);
            }

            @Override
            public void onCompleteResponse(ChatResponse complete) {
                answer.complete(text.toString());
            }

            @Override
            public void onError(Throwable failure) {
                answer.completeExceptionally(failure);
            }
        });
        return answer.orTimeout(30, TimeUnit.SECONDS).join();
    }
}

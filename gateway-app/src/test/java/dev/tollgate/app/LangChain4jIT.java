package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.io.IOException;
import java.util.List;
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

    @Test
    void is_told_once_of_a_stream_that_cannot_be_paid() throws IOException {
        String poor = gateway.accountWith("0.0001");
        try (Counter counter = new Counter(gateway.url())) {
            assertThatThrownBy(() -> streamed(OpenAiStreamingChatModel.builder()
                            .baseUrl(counter.url() + "/v1")
                            .apiKey(poor)
                            .modelName("gpt-4o")
                            .build()))
                    .cause()
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("Not enough credits");
            assertThat(counter.tries()).isEqualTo(1);
        }
        assertThat(gateway.provider.receivedCount()).isZero();
    }

    @Test
    void an_unknown_key_is_an_authentication_exception() {
        ChatModel openAi = OpenAiChatModel.builder()
                .baseUrl(gateway.url() + "/v1")
                .apiKey("tg_live_wrong")
                .modelName("gpt-4o")
                .build();
        ChatModel anthropic = AnthropicChatModel.builder()
                .baseUrl(gateway.url() + "/v1/")
                .apiKey("tg_live_wrong")
                .modelName("claude-sonnet-4-5")
                .build();
        for (ChatModel model : List.of(openAi, anthropic)) {
            assertThatThrownBy(() -> model.chat("What does a call cost?"))
                    .isInstanceOf(AuthenticationException.class)
                    .hasMessageContaining("API key");
        }
    }

    private void assertToldOnce(Function<String, ChatModel> made) throws IOException {
        try (Counter counter = new Counter(gateway.url())) {
            ChatModel model = made.apply(counter.url());
            assertThatThrownBy(() -> model.chat("What does a call cost?"))
                    .isInstanceOf(InvalidRequestException.class)
                    .hasMessageContaining("Not enough credits");
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

package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import dev.tollgate.simulator.provider.Script;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The official Anthropic SDK for Java, changed in base URL and key only. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class AnthropicSdkIT {

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

    private AnthropicClient client(String key) {
        return client(gateway.url(), key);
    }

    private static AnthropicClient client(String url, String key) {
        return AnthropicOkHttpClient.builder().baseUrl(url).apiKey(key).build();
    }

    private static MessageCreateParams question() {
        return MessageCreateParams.builder()
                .model("claude-sonnet-4-5")
                .maxTokens(1000)
                .addUserMessage("What does a call cost?")
                .build();
    }

    @Test
    void sends_messages() {
        gateway.provider.script(Script.DEFAULT.with("input=1100&cached=400&cacheWrite=100&output=50"));

        Message message = client(gateway.key()).messages().create(question());

        assertThat(message.content().get(0).text().orElseThrow().text()).isEqualTo(TestGateway.ANSWER);
        assertThat(gateway.database.query("SELECT charged FROM usage_record ORDER BY settled_at DESC LIMIT 1"))
                // (600 x 3 + 400 x 0.3 + 100 x 3.75 + 50 x 15) / 1M dollars, 20 % on top, 10 credits a dollar
                .containsExactly("36540000");
        assertThat(gateway.provider.received().get(0).headers())
                .containsEntry("x-api-key", TestGateway.PLATFORM_KEY)
                .containsKey("anthropic-version");
    }

    @Test
    void sends_its_key_as_a_bearer_token_too() {
        AnthropicClient bearer = AnthropicOkHttpClient.builder()
                .baseUrl(gateway.url())
                .authToken(gateway.key())
                .build();
        assertThat(bearer.messages().create(question()).usage().outputTokens()).isEqualTo(12);
    }

    @Test
    void streams_messages() {
        try (StreamResponse<RawMessageStreamEvent> stream =
                client(gateway.key()).messages().createStreaming(question())) {
            List<RawMessageStreamEvent> events = stream.stream().toList();
            String text = events.stream()
                    .flatMap(event -> event.contentBlockDelta().stream())
                    .flatMap(delta -> delta.delta().text().stream())
                    .map(delta -> delta.text())
                    .collect(Collectors.joining());
            assertThat(text).isEqualTo(TestGateway.ANSWER);
            assertThat(events.get(events.size() - 1).isMessageStop()).isTrue();
        }
    }

    @Test
    void gets_401_as_its_own_exception() {
        UnauthorizedException refused = catchThrowableOfType(
                UnauthorizedException.class, () -> client("sk-wrong").messages().create(question()));
        assertThat(refused.getMessage()).contains("not valid");
    }

    @Test
    void gets_402_once_with_our_message() throws IOException {
        try (Counter counter = new Counter(gateway.url())) {
            AnthropicClient poor = client(counter.url(), gateway.accountWith("0.0001"));
            AnthropicServiceException refused = catchThrowableOfType(
                    AnthropicServiceException.class, () -> poor.messages().create(question()));
            assertThat(refused.statusCode()).isEqualTo(402);
            assertThat(refused.getMessage()).contains("Not enough credits").contains("billing_error");
            assertThat(counter.tries()).isEqualTo(1);
        }
        assertThat(gateway.provider.receivedCount()).isZero();
    }
}

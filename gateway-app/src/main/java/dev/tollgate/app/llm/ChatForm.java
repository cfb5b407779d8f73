package dev.tollgate.app.llm;

import dev.langchain4j.http.client.HttpClientBuilder;
import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.googleai.GoogleAiGeminiChatModel;
import dev.langchain4j.model.googleai.GoogleAiGeminiStreamingChatModel;
import dev.langchain4j.model.ollama.OllamaChatModel;
import dev.langchain4j.model.ollama.OllamaStreamingChatModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The chats of a dialect as LangChain4j's models write and read them. A model is made for one call. None of them tries again,
 * because each try would be paid, and none writes requests or answers into the log.
 */
enum ChatForm {
    OPENAI("openai", "/v1") {
        @Override
        ChatModel model(Target target, Sampling how, HttpClientBuilder line) {
            return OpenAiChatModel.builder()
                    .httpClientBuilder(line)
                    .baseUrl(base())
                    .apiKey(NO_KEY)
                    .modelName(target.model())
                    .maxCompletionTokens(how.maxTokens())
                    .temperature(how.temperature())
                    .topP(how.topP())
                    .stop(how.stop())
                    .maxRetries(0)
                    .logRequests(false)
                    .logResponses(false)
                    .build();
        }

        @Override
        StreamingChatModel streaming(Target target, Sampling how, HttpClientBuilder line) {
            return OpenAiStreamingChatModel.builder()
                    .httpClientBuilder(line)
                    .baseUrl(base())
                    .apiKey(NO_KEY)
                    .modelName(target.model())
                    .maxCompletionTokens(how.maxTokens())
                    .temperature(how.temperature())
                    .topP(how.topP())
                    .stop(how.stop())
                    .logRequests(false)
                    .logResponses(false)
                    .build();
        }
    },

    /** Anthropic wants an output bound with each request; LangChain4j's own would be smaller than the price book's. */
    ANTHROPIC("anthropic", "/v1") {
        @Override
        ChatModel model(Target target, Sampling how, HttpClientBuilder line) {
            return AnthropicChatModel.builder()
                    .httpClientBuilder(line)
                    .baseUrl(base())
                    .apiKey(NO_KEY)
                    .modelName(target.model())
                    .maxTokens(bound(target, how))
                    .temperature(how.temperature())
                    .topP(how.topP())
                    .stopSequences(how.stop())
                    .maxRetries(0)
                    .logRequests(false)
                    .logResponses(false)
                    .build();
        }

        @Override
        StreamingChatModel streaming(Target target, Sampling how, HttpClientBuilder line) {
            return AnthropicStreamingChatModel.builder()
                    .httpClientBuilder(line)
                    .baseUrl(base())
                    .apiKey(NO_KEY)
                    .modelName(target.model())
                    .maxTokens(bound(target, how))
                    .temperature(how.temperature())
                    .topP(how.topP())
                    .stopSequences(how.stop())
                    .logRequests(false)
                    .logResponses(false)
                    .build();
        }

        private Integer bound(Target target, Sampling how) {
            return Objects.requireNonNullElse(how.maxTokens(), Objects.requireNonNull(target.defaultOutput()));
        }
    },

    /** The model stands in the path, so its name must mean nothing else there. */
    GEMINI("gemini", "/v1beta") {
        @Override
        boolean takes(String model) {
            return SEGMENT.matcher(model).matches();
        }

        @Override
        ChatModel model(Target target, Sampling how, HttpClientBuilder line) {
            return GoogleAiGeminiChatModel.builder()
                    .httpClientBuilder(line)
                    .baseUrl(base())
                    .apiKey(NO_KEY)
                    .modelName(target.model())
                    .maxOutputTokens(how.maxTokens())
                    .temperature(how.temperature())
                    .topP(how.topP())
                    .stopSequences(how.stop())
                    .logRequestsAndResponses(false)
                    .maxRetries(0)
                    .build();
        }

        @Override
        StreamingChatModel streaming(Target target, Sampling how, HttpClientBuilder line) {
            return GoogleAiGeminiStreamingChatModel.builder()
                    .httpClientBuilder(line)
                    .baseUrl(base())
                    .apiKey(NO_KEY)
                    .modelName(target.model())
                    .maxOutputTokens(how.maxTokens())
                    .temperature(how.temperature())
                    .topP(how.topP())
                    .stopSequences(how.stop())
                    .logRequestsAndResponses(false)
                    .build();
        }
    },

    /** Its streams are lines, one JSON object in each. */
    OLLAMA("ollama", "") {
        @Override
        ChatModel model(Target target, Sampling how, HttpClientBuilder line) {
            return OllamaChatModel.builder()
                    .httpClientBuilder(line)
                    .baseUrl(base())
                    .modelName(target.model())
                    .numPredict(how.maxTokens())
                    .temperature(how.temperature())
                    .topP(how.topP())
                    .stop(how.stop())
                    .logRequests(false)
                    .logResponses(false)
                    .maxRetries(0)
                    .build();
        }

        @Override
        StreamingChatModel streaming(Target target, Sampling how, HttpClientBuilder line) {
            return OllamaStreamingChatModel.builder()
                    .httpClientBuilder(line)
                    .baseUrl(base())
                    .modelName(target.model())
                    .numPredict(how.maxTokens())
                    .temperature(how.temperature())
                    .topP(how.topP())
                    .stop(how.stop())
                    .logRequests(false)
                    .logResponses(false)
                    .build();
        }
    };

    /** The models ask for one; it goes nowhere, the caller's takes its place. */
    private static final String NO_KEY = "none";

    /** A host is part of the addresses that models write; it is never called. */
    private static final String NO_HOST = "http://gate.invalid";

    /** As the gate takes them, see {@code Operation}. */
    private static final Pattern SEGMENT = Pattern.compile("(?!\\.+$)[\\w.@~-]{1,256}");

    private final String dialect;
    private final String path;

    ChatForm(String dialect, String path) {
        this.dialect = dialect;
        this.path = path;
    }

    /** Empty where LangChain4j has no model for the chats of the dialect. */
    static Optional<ChatForm> of(String dialect) {
        return Arrays.stream(values())
                .filter(form -> form.dialect.equals(dialect))
                .findFirst();
    }

    /** Whether a model of this name can be called. */
    boolean takes(String model) {
        return true;
    }

    String base() {
        return NO_HOST + path;
    }

    /** One that waits for its answer. */
    abstract ChatModel model(Target target, Sampling how, HttpClientBuilder line);

    /** One that is told of its answer. */
    abstract StreamingChatModel streaming(Target target, Sampling how, HttpClientBuilder line);
}

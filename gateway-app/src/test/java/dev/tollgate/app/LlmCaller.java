package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of the endpoint for all chats, which knows one shape. */
final class LlmCaller {

    static final String PATH = "/api/llm-gateway";

    static final String PRICES =
            """
            version: 1
            credit: { worth: 0.10 }
            markup: 20%
            providers:
              openai:     { url: UPSTREAM_URL, dialect: openai, key_env: PROVIDER_KEY }
              anthropic:  { url: UPSTREAM_URL, dialect: anthropic, key_env: PROVIDER_KEY }
              google:     { url: UPSTREAM_URL, dialect: gemini, key_env: PROVIDER_KEY }
              perplexity: { url: UPSTREAM_URL/v1, dialect: openai, key_env: PROVIDER_KEY, output_bound: max_tokens }
              local:      { url: UPSTREAM_URL, dialect: ollama }
              cohere:     { url: UPSTREAM_URL, dialect: cohere, key_env: PROVIDER_KEY }
            models:
              text-embedding-3-small: { provider: openai, tokens: { input: 0.02 } }
              "gpt-*": { provider: openai, tokens: { input: 2.50, cached: 1.25, output: 10.00 } }
              gpt-4o-mini: { provider: openai, tokens: { input: 0.15, output: 0.60 } }
              claude-sonnet-4-5: { provider: anthropic, aliases: [clever], tokens: { input: 3.00, cached: 0.30, cache_write: 3.75, output: 15.00 }, default_output_tokens: 3000 }
              gemini-2.5-flash: { provider: google, tokens: { input: 0.30, cached: 0.03, output: 2.50 } }
              "gemini-*": { provider: google, tokens: { input: 0.30, output: 2.50 } }
              sonar: { provider: perplexity, tokens: { input: 1.00, output: 1.00 } }
              "llama3:8b": { provider: local, tokens: { input: 0.50, output: 1.50 } }
              command-a: { provider: cohere, tokens: { input: 2.50, output: 10.00 } }
            plans:
              test: { grant: { credits: 1000, every: once } }
              narrow: { models: ["gpt-4o-mini"], limits: { requests: 2/min } }
            """;

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String DATA = "data: ";

    private final TestGateway gateway;

    LlmCaller(TestGateway gateway) {
        this.gateway = gateway;
    }

    /** What came back, in whatever way. */
    record Answer(int status, String text, JsonNode end, HttpResponse<String> http) {

        String header(String name) {
            return http.headers().firstValue(name).orElse("");
        }

        String used() {
            return end.path("creditInfo").path("creditsUsed").asString();
        }

        String left() {
            return end.path("creditInfo").path("creditsRemaining").asString();
        }
    }

    static String body(String provider, String model, boolean stream) {
        return "{\"provider\":\"" + provider + "\",\"model\":\"" + model + "\",\"stream\":" + stream
                + ",\"max_tokens\":100,\"messages\":[{\"role\":\"system\",\"content\":\"Be short.\"},"
                + "{\"role\":\"user\",\"content\":\"What does a call cost?\"}]}";
    }

    /** A new account on a plan, with credits, as its key. */
    String accountOn(String plan) {
        HttpResponse<String> made = gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + "/api/accounts"))
                .header("x-admin-key", gateway.adminKey())
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"email\":\"" + UUID.randomUUID() + "@example.com\",\"plan\":\"" + plan + "\"}")));
        JsonNode account = JSON.readTree(made.body());
        gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + "/api/credits/grant"))
                .header("x-admin-key", gateway.adminKey())
                .POST(HttpRequest.BodyPublishers.ofString(
                        "{\"account\":\"" + account.path("account").asString()
                                + "\",\"amount\":\"10\",\"reason\":\"test\",\"idempotencyKey\":\"" + UUID.randomUUID()
                                + "\"}")));
        return account.path("key").asString();
    }

    HttpRequest.Builder request(String key, String body) {
        return HttpRequest.newBuilder(URI.create(gateway.url() + PATH))
                .header("authorization", "Bearer " + key)
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    Answer ask(String key, String body) {
        return ask(request(key, body));
    }

    Answer ask(HttpRequest.Builder request) {
        HttpResponse<String> http = gateway.send(request);
        String type = http.headers().firstValue("content-type").orElse("");
        if (type.startsWith("text/event-stream")) {
            return streamed(http);
        }
        JsonNode body = JSON.readTree(http.body());
        JsonNode choice = body.path("choices").path(0);
        return new Answer(
                http.statusCode(), choice.path("message").path("content").asString(""), body, http);
    }

    private static Answer streamed(HttpResponse<String> http) {
        List<JsonNode> events = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        List<String> lines =
                http.body().lines().filter(line -> line.startsWith(DATA)).toList();
        for (String line : lines) {
            if (!line.equals(DATA + "[DONE]")) {
                JsonNode event = JSON.readTree(line.substring(DATA.length()));
                events.add(event);
                text.append(event.path("choices")
                        .path(0)
                        .path("delta")
                        .path("content")
                        .asString(""));
            }
        }
        JsonNode last = events.get(events.size() - 1);
        assertThat(lines.get(lines.size() - 1).equals(DATA + "[DONE]"))
                .as("a stream that has not failed ends with its mark: " + last)
                .isEqualTo(last.path("error").isMissingNode());
        return new Answer(http.statusCode(), text.toString(), last, http);
    }
}

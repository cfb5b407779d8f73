package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.simulator.paid.PaidSimulator;
import dev.tollgate.simulator.provider.Script;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What was recorded of calls is enough to price them again: by the same book, each costs what it did cost. */
final class ReplayIT {

    private static final String PRICES =
            """
            version: 1
            credit: { worth: 0.10 }
            markup: 20%
            providers:
              openai: { url: UPSTREAM_URL, key_env: PROVIDER_KEY, service_tiers: { flex: 50% } }
              anthropic: { url: UPSTREAM_URL, dialect: anthropic, key_env: PROVIDER_KEY }
              elevenlabs: { url: PAID_URL, auth: header, auth_name: xi-api-key, key_env: ELEVENLABS_API_KEY }
            models:
              "gpt-*": { provider: openai, tokens: { input: 2.50, cached: 1.25, output: 10 }, request: { each: 0.001 } }
              tiered: { provider: openai, tokens: { input: 2, cached: 1, output: 8 }, tokens_above_1K: { input: 4, cached: 2, output: 16 } }
              "text-embedding-*": { provider: openai, tokens: { input: 0.02 } }
              dall-e-3: { provider: openai, image: { 1024x1024: 0.04, hd-1024x1024: 0.08 } }
              whisper-1: { provider: openai, minute: 0.006 }
              tts-1: { provider: openai, characters: 15 }
              "claude-*": { provider: anthropic, tokens: { input: 3, cached: 0.3, cache_write: 3.75, cache_write_1h: 6, output: 15 } }
            services:
              speech:
                provider: elevenlabs
                path: /v1/text-to-speech/*
                query: [output_format]
                fields: [text, model_id]
                characters: 100
                hold: { characters: $.text }
                usage: { header: character-cost }
              sms: { unit: 0.05 }
            plans:
              test: { grant: { credits: 1000 }, byok: { fee: 10% } }
            """;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final PaidSimulator paid = PaidSimulator.start(0);
    private final TestGateway gateway = TestGateway.start(PRICES.replace("PAID_URL", paid.url()), PaidExample.KEYS);

    @AfterEach
    void stop() {
        gateway.close();
        paid.close();
    }

    private void usage(String script) {
        gateway.provider.script(Script.DEFAULT.with(script));
    }

    private void call(String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.url() + path))
                .header("authorization", "Bearer " + gateway.key())
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        HttpResponse<String> answer = gateway.send(headers.length == 0 ? request : request.headers(headers));
        assertThat(answer.statusCode()).as(path + " " + answer.body()).isEqualTo(200);
    }

    private static String chat(String model, String more) {
        return "{\"model\":\"" + model + "\"," + more
                + "\"max_tokens\":500,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";
    }

    private void everyKindOfCall() {
        usage("input=900&cached=300&output=120&reasoning=20");
        call("/v1/chat/completions", chat("gpt-4o", ""));
        usage("input=900&cached=300&output=120&serviceTier=flex");
        call("/v1/chat/completions", chat("gpt-4o", "\"service_tier\":\"flex\","));
        call("/v1/chat/completions", chat("gpt-4o-mini", ""), "x-openai-api-key", "sk-own-key-of-a-caller-6789");
        usage("input=5000&cached=300&output=120");
        call("/v1/chat/completions", chat("tiered", "\"stream\":true,"));
        usage("input=900&cached=300&cacheWrite=50&cacheWrite1h=30&output=120");
        call("/v1/messages", chat("claude-sonnet-4-5", ""));
        usage("input=77");
        call("/v1/embeddings", "{\"model\":\"text-embedding-3-small\",\"input\":\"Hi\"}");
        call("/v1/images/generations", "{\"model\":\"dall-e-3\",\"prompt\":\"a cat\",\"n\":2,\"quality\":\"hd\"}");
        call("/v1/audio/speech", "{\"model\":\"tts-1\",\"input\":\"Hello, €1.\",\"voice\":\"alloy\"}");
        transcribe();
        assertThat(new PaidCalls(gateway).speech(gateway.key(), "Hello").statusCode())
                .isEqualTo(200);
        call("/api/credits/spend", "{\"service\":\"sms\",\"quantity\":3,\"idempotencyKey\":\"a\"}");
        call("/api/credits/spend", "{\"amount\":\"1.25\",\"reason\":\"a bundle\",\"idempotencyKey\":\"b\"}");
    }

    private void transcribe() {
        String form = "--xx\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nwhisper-1\r\n"
                + "--xx\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.mp3\"\r\n\r\n"
                + "x".repeat(20_500) + "\r\n--xx--\r\n";
        HttpResponse<String> answer =
                gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + "/v1/audio/transcriptions"))
                        .header("authorization", "Bearer " + gateway.key())
                        .header("content-type", "multipart/form-data; boundary=xx")
                        .POST(HttpRequest.BodyPublishers.ofString(form)));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private JsonNode simulated(String prices) {
        HttpResponse<String> answer =
                gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + "/admin/pricing/simulate?last=1h"))
                        .header("x-admin-key", gateway.adminKey())
                        .header("content-type", "application/yaml")
                        .POST(HttpRequest.BodyPublishers.ofString(prices.replace("UPSTREAM_URL", gateway.provider.url())
                                .replace("PAID_URL", paid.url()))));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JSON.readTree(answer.body());
    }

    @Test
    void each_call_costs_again_what_it_did() {
        everyKindOfCall();
        gateway.settled();
        JsonNode told = simulated(PRICES);

        assertThat(told.path("refused").size())
                .as(told.path("refused").toString())
                .isZero();
        assertThat(told.path("total").path("calls").asInt()).isEqualTo(12);
        assertThat(told.path("models").size()).isEqualTo(11);
        for (Map.Entry<String, JsonNode> model : told.path("models").properties()) {
            JsonNode sums = model.getValue();
            assertThat(sums.path("newCredits").asString())
                    .as(model.getKey())
                    .isEqualTo(sums.path("credits").asString())
                    .isNotEqualTo("0");
            assertThat(sums.path("newUsd").asString())
                    .as(model.getKey())
                    .isEqualTo(sums.path("usd").asString());
        }
        assertThat(told.path("accountsPayingMore").asInt()).isZero();
        assertThat(told.path("total").path("credits").asString())
                .isEqualTo(gateway.database
                        .query("SELECT trim_scale(sum(charged) / 1e9)::text FROM usage_record")
                        .get(0));
    }

    @Test
    void what_the_platform_pays_and_keeps_is_told_of_who_pays_more() {
        usage("input=1000&cached=0&output=100");
        call("/v1/chat/completions", chat("tiered", ""));
        gateway.settled();
        JsonNode account = simulated(PRICES.replace("markup: 20%", "markup: 50%"))
                .path("payingMore")
                .iterator()
                .next();

        // $2 and $8 a million: $0.0028, sold with a fifth on top, and with half.
        assertThat(account.path("usd").asString()).isEqualTo("0.00336");
        assertThat(account.path("newUsd").asString()).isEqualTo("0.0042");
        assertThat(account.path("costUsd").asString()).isEqualTo("0.0028");
        assertThat(account.path("margin").asString()).isEqualTo("33.3");
    }
}

package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.simulator.provider.Script;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.json.JsonMapper;

/** Ollama's own API from a client to the provider and back: JSON objects line by line. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OllamaIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final String PRICES =
            """
            version: 1
            credit: { worth: 0.10 }
            providers:
              ollama: { url: UPSTREAM_URL, dialect: ollama, key_env: PROVIDER_KEY }
            models:
              "gpt-oss:120b": { provider: ollama, aliases: [oss], tokens: { input: 2.50, output: 10.00 } }
              nomic-embed-text: { provider: ollama, tokens: { input: 1.00 } }
            plans:
              test: { grant: { credits: 1000, every: once } }
            """;

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

    private String last(String columns) {
        return gateway.database
                .query("SELECT " + columns + " FROM usage_record ORDER BY settled_at DESC LIMIT 1")
                .get(0);
    }

    private String sent() {
        return gateway.provider.received().get(0).body();
    }

    @Test
    void chats_and_completions_are_paid_as_lines_and_as_one_object() {
        gateway.provider.script(Script.DEFAULT.with("input=1000&output=50&chunks=5"));
        for (String stream : List.of("", "\"stream\":null,", "\"stream\":true,", "\"stream\":false,")) {
            for (String path : List.of("/api/chat", "/api/generate")) {
                String input = path.endsWith("chat")
                        ? "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]"
                        : "\"prompt\":\"Hello\"";
                HttpResponse<String> answer = gateway.post(
                        path,
                        gateway.key(),
                        "{\"model\":\"oss\"," + stream + "\"options\":{\"num_predict\":100}," + input + "}");
                assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
                List<String> lines = answer.body().lines().toList();
                assertThat(lines).hasSize(stream.contains("false") ? 1 : 6).allSatisfy(line -> JSON.readTree(line));
                assertThat(lines.get(lines.size() - 1)).contains("\"done\":true", "\"eval_count\":50");
                // (1000 x 2.5 + 50 x 10) / 1M dollars, 10 credits a dollar
                assertThat(last("basis || ' ' || charged")).isEqualTo("reported 30000000");
                assertThat(sent()).contains("\"model\":\"gpt-oss:120b\"");
                assertThat(gateway.provider.received().get(0).key()).hasValue(TestGateway.PLATFORM_KEY);
                gateway.provider.clear();
                gateway.provider.script(Script.DEFAULT.with("input=1000&output=50&chunks=5"));
            }
        }
    }

    @Test
    void a_bound_is_written_where_there_is_none() {
        for (String options : List.of(
                "",
                "\"options\":null,",
                "\"options\":{},",
                "\"options\":{\"temperature\":0},",
                "\"options\":{\"num_predict\":-1,\"seed\":1},",
                "\"options\":{\"num_predict\":null},")) {
            HttpResponse<String> answer = gateway.post(
                    "/api/chat",
                    gateway.key(),
                    "{\"model\":\"oss\"," + options + "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
            assertThat(answer.statusCode()).as(options + answer.body()).isEqualTo(200);
            assertThat(JSON.readTree(sent()).path("options").path("num_predict").asLong())
                    .as(sent())
                    .isEqualTo(4096);
            gateway.provider.clear();
        }
    }

    @Test
    void embeddings_are_paid() {
        gateway.provider.script(Script.DEFAULT.with("input=2000"));
        HttpResponse<String> answer = gateway.post(
                "/api/embed", gateway.key(), "{\"model\":\"nomic-embed-text\",\"input\":[\"Hello\",\"there\"]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("\"embeddings\":[[1,0],[1,0]]");
        assertThat(last("basis || ' ' || charged")).isEqualTo("reported 20000000");
    }

    @Test
    void what_is_not_told_is_estimated() {
        gateway.provider.script(Script.DEFAULT.with("usage=missing&output=40&chunks=40"));
        HttpResponse<String> answer =
                gateway.post("/api/generate", gateway.key(), "{\"model\":\"oss\",\"prompt\":\"Hello\"}");
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(last("basis || ' ' || (output_tokens > 0)")).isEqualTo("estimated true");
    }

    @Test
    void a_stream_that_breaks_off_or_fails_ends_with_an_error_on_a_line_of_its_own() {
        gateway.provider.script(Script.DEFAULT.with("input=100&output=40&chunks=4&cutAfter=300"));
        HttpResponse<String> cut =
                gateway.post("/api/generate", gateway.key(), "{\"model\":\"oss\",\"prompt\":\"Hello\"}");
        List<String> lines = cut.body().lines().toList();
        assertThat(lines).allSatisfy(line -> JSON.readTree(line));
        assertThat(lines.get(lines.size() - 1)).contains("\"error\":", "provider_unreachable");
        assertThat(last("basis")).isEqualTo("estimated");

        gateway.provider.script(Script.DEFAULT.with("input=100&output=40&chunks=8&failAfter=4"));
        HttpResponse<String> failed =
                gateway.post("/api/generate", gateway.key(), "{\"model\":\"oss\",\"prompt\":\"Hello\"}");
        assertThat(failed.body()).contains("The simulator was told to fail.");
        assertThat(last("basis")).isEqualTo("estimated");
    }

    @Test
    void refusals_have_ollamas_shape() {
        HttpResponse<String> refused = gateway.post(
                "/api/chat",
                gateway.accountWith("0.0001"),
                "{\"model\":\"oss\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
        assertThat(refused.statusCode()).isEqualTo(402);
        assertThat(JSON.readTree(refused.body()).path("error").asString()).startsWith("Not enough credits");
        for (String bad : List.of(
                "{\"model\":\"oss\",\"prompt\":\"x\",\"options\":{\"num_predict\":0}}",
                "{\"model\":\"oss\",\"prompt\":\"x\",\"options\":{\"num_predict\":\"5\"}}",
                "{\"model\":\"oss\",\"prompt\":\"x\",\"options\":[1]}",
                "{\"model\":\"oss\",\"prompt\":\"x\",\"Model\":\"dear\"}",
                "{\"model\":\"oss\",\"prompt\":\"x\",\"options\":{\"num_predict\":1},\"Options\":{\"num_predict\":-1}}",
                "{\"model\":\"oss\",\"prompt\":\"x\",\"STREAM\":false}",
                "{\"model\":\"oss\",\"prompt\":\"x\",\"template\":\"{{.Prompt}}{{.Prompt}}\"}",
                "{\"model\":\"oss\",\"prompt\":\"x\",\"options\":5}")) {
            assertThat(gateway.post("/api/generate", gateway.key(), bad).statusCode())
                    .as(bad)
                    .isEqualTo(400);
        }
        assertThat(gateway.provider.receivedCount()).isZero();
    }
}

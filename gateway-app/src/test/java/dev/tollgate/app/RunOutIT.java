package dev.tollgate.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIException;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import dev.tollgate.simulator.provider.Script;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Streams of a provider that does not heed the output bound: paid on while there are credits, ended when there are none. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RunOutIT {

    /** Some seconds long, and two or three times as dear as the request allows. */
    private static final String LONG = "input=20&output=800&bounded=false&chunks=180&chunkSize=20&delay=50ms";

    /** Far dearer than anybody believes. */
    private static final String ENDLESS = "input=20&output=40000&bounded=false&chunks=2000&chunkSize=200&delay=20ms";

    private static final String BODY =
            "{\"model\":\"MODEL\",\"stream\":true,\"max_tokens\":20,\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

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

    private String last(String columns) {
        return gateway.database
                .query("SELECT " + columns + " FROM usage_record ORDER BY settled_at DESC LIMIT 1")
                .get(0);
    }

    private HttpResponse<String> stream(String path, String model, String key, String script) {
        gateway.provider.script(Script.DEFAULT.with(script));
        HttpResponse<String> answer = gateway.post(path, key, BODY.replace("MODEL", model));
        gateway.settled();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    /** What the call is admitted with: an account with so much can begin it, and has nothing more. */
    private String heldAtFirst(String path, String model) {
        return stream(path, model, gateway.accountWith("1000"), "input=20&output=5")
                .headers()
                .firstValue("tollgate-hold")
                .orElseThrow();
    }

    @Test
    void more_is_set_aside_while_there_are_credits() {
        String held = heldAtFirst("/v1/chat/completions", "gpt-4o");
        HttpResponse<String> answer = stream("/v1/chat/completions", "gpt-4o", gateway.accountWith("1000"), LONG);
        assertThat(answer.headers().firstValue("tollgate-hold")).contains(held);
        assertThat(answer.body()).endsWith("data: [DONE]\n\n").doesNotContain("\"error\"");
        assertThat(last("basis || ' ' || output_tokens")).isEqualTo("reported 800");
        assertThat(last("hold > " + held + " * 1e9::numeric")).isEqualTo("t");
    }

    @Test
    void a_chat_ends_with_an_error_and_costs_what_was_delivered() {
        String key = gateway.accountWith(heldAtFirst("/v1/chat/completions", "gpt-4o"));
        assertThat(stream("/v1/chat/completions", "gpt-4o", key, LONG).body())
                .contains("\"code\":\"insufficient_credits\"", "The answer ends here because your credits are used up")
                .doesNotContain("[DONE]");
        endedEarly(800);
        assertThat(gateway.get("/api/credits/balance", key).path("available").asString())
                .isEqualTo("0");
    }

    @Test
    void a_message_ends_with_an_error_and_costs_what_was_delivered() {
        String key = gateway.accountWith(heldAtFirst("/v1/messages", "claude-sonnet-4-5"));
        assertThat(stream("/v1/messages", "claude-sonnet-4-5", key, LONG).body())
                .contains("event: error", "billing_error", "insufficient_credits")
                .doesNotContain("message_stop");
        endedEarly(800);
    }

    @Test
    void a_caller_that_names_a_most_pays_no_more_than_about_that() {
        String path = "/v1/chat/completions";
        String held = heldAtFirst(path, "gpt-4o");
        gateway.provider.script(Script.DEFAULT.with(LONG));
        HttpResponse<String> answer = gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + path))
                .header("authorization", "Bearer " + gateway.accountWith("1000"))
                .header("content-type", "application/json")
                .header("tollgate-max-cost", held)
                .POST(HttpRequest.BodyPublishers.ofString(BODY.replace("MODEL", "gpt-4o"))));
        gateway.settled();
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body())
                .contains("\"code\":\"over_max_cost\"", "'tollgate-max-cost' allows no more")
                .doesNotContain("[DONE]");
        endedEarly(800);
    }

    @Test
    void an_answer_without_end_is_ended_where_nobody_pays_for_it() {
        String key = gateway.accountWith("1000");
        assertThat(stream("/v1/chat/completions", "gpt-4o", key, ENDLESS).body())
                .contains("\"code\":\"request_too_expensive\"", "does not heed the output limit")
                .doesNotContain("[DONE]");
        endedEarly(40_000);
    }

    private void endedEarly(long told) {
        assertThat(last("basis || ' ' || (detail LIKE '%ran_out%')")).isIn("estimated true", "partial true");
        assertThat(Long.parseLong(last("output_tokens"))).isBetween(1L, told - 1);
        TestGateway.until("the connection is closed", () -> gateway.provider.openConnections() == 0);
    }

    @Test
    void an_sdk_throws_what_it_does_for_an_error_in_a_stream() {
        String held = heldAtFirst("/v1/chat/completions", "gpt-4o");
        gateway.provider.script(Script.DEFAULT.with(LONG));
        OpenAIClient client = OpenAIOkHttpClient.builder()
                .baseUrl(gateway.url() + "/v1")
                .apiKey(gateway.accountWith(
                        new BigDecimal(held).multiply(new BigDecimal("1.1")).toPlainString()))
                .build();
        List<ChatCompletionChunk> got = new ArrayList<>();
        OpenAIException thrown = null;
        try (StreamResponse<ChatCompletionChunk> stream = client.chat()
                .completions()
                .createStreaming(ChatCompletionCreateParams.builder()
                        .model("gpt-4o")
                        .maxCompletionTokens(20)
                        .addUserMessage("Hi")
                        .build())) {
            stream.stream().forEach(got::add);
        } catch (OpenAIException error) {
            thrown = error;
        }
        assertThat(got).isNotEmpty();
        assertThat(thrown).isNotNull().hasMessageContaining("your credits are used up");
        gateway.settled();
    }
}

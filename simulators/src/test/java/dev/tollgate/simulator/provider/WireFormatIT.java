package dev.tollgate.simulator.provider;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** The formats on the wire: framing, usage, bounds, and the rule for counts that nobody scripted. */
final class WireFormatIT {
    private static final String CHAT = "/v1/chat/completions";
    private static final String RESPONSES = "/v1/responses";
    private static final String MESSAGES = "/v1/messages";

    private final ProviderSimulator simulator = ProviderSimulator.start(0);
    private final SimulatorClient client = new SimulatorClient(simulator);

    @AfterEach
    void close() {
        simulator.close();
    }

    @Test
    void counts_the_words_of_the_prompt_and_of_the_answer_unless_scripted() throws Exception {
        JsonNode usage = client.json(
                        CHAT,
                        """
                        {"model":"gpt-sim","messages":[
                          {"role":"system","content":"Be short."},
                          {"role":"user","content":[{"type":"text","text":"one two  three"}]}]}""")
                .path("usage");

        assertThat(usage.path("prompt_tokens").intValue()).isEqualTo(5);
        assertThat(usage.path("completion_tokens").intValue()).isEqualTo(12);
        assertThat(usage.path("total_tokens").intValue()).isEqualTo(17);
        assertThat(client.json(CHAT, "{\"model\":\"gpt-sim\",\"messages\":[]}")
                        .path("usage")
                        .path("prompt_tokens")
                        .intValue())
                .isEqualTo(1);
    }

    @Test
    void a_chat_stream_without_the_option_has_no_usage_and_ends_in_done() throws Exception {
        String stream = client.post(CHAT, chat("\"stream\":true")).body();

        assertThat(stream).endsWith("data: [DONE]\n\n").doesNotContain("event:").doesNotContain("usage");
        List<JsonNode> chunks = SimulatorClient.payloads(stream);
        assertThat(chunks)
                .allSatisfy(chunk -> assertThat(chunk.path("choices").size()).isEqualTo(1));
        assertThat(chunks.get(chunks.size() - 1)
                        .path("choices")
                        .path(0)
                        .path("finish_reason")
                        .asString())
                .isEqualTo("stop");
    }

    @Test
    void a_chat_stream_with_the_option_has_null_usage_and_then_one_chunk_without_choices() throws Exception {
        List<JsonNode> chunks =
                client.events(CHAT, chat("\"stream\":true,\"stream_options\":{\"include_usage\":true}"));

        List<JsonNode> others = chunks.subList(0, chunks.size() - 1);
        assertThat(others).allSatisfy(chunk -> {
            assertThat(chunk.has("usage")).isTrue();
            assertThat(chunk.path("usage").isNull()).isTrue();
        });
        JsonNode last = chunks.get(chunks.size() - 1);
        assertThat(last.path("choices").isEmpty()).isTrue();
        assertThat(last.path("usage").path("completion_tokens").intValue()).isEqualTo(12);
    }

    @Test
    void several_choices_each_count_their_output() throws Exception {
        JsonNode answer = client.json(CHAT, chat("\"n\":3,\"max_tokens\":5"));

        assertThat(answer.path("choices").size()).isEqualTo(3);
        assertThat(answer.path("usage").path("completion_tokens").intValue()).isEqualTo(15);
        String stream = client.post(CHAT, chat("\"n\":2,\"stream\":true")).body();
        assertThat(stream).contains("\"index\":1").containsOnlyOnce("[DONE]");
    }

    @Test
    void a_response_stream_names_and_numbers_its_events() throws Exception {
        String stream = client.post(RESPONSES, "{\"model\":\"m\",\"input\":\"hi\",\"stream\":true}")
                .body();
        List<JsonNode> events = SimulatorClient.payloads(stream);

        assertThat(stream).doesNotContain("[DONE]");
        assertThat(stream.lines().filter(line -> line.startsWith("event: ")).map(line -> line.substring(7)))
                .containsExactlyElementsOf(events.stream()
                        .map(event -> event.path("type").asString())
                        .toList());
        for (int i = 0; i < events.size(); i++) {
            assertThat(events.get(i).path("sequence_number").intValue()).isEqualTo(i);
        }
        JsonNode last = events.get(events.size() - 1);
        assertThat(last.path("type").asString()).isEqualTo("response.completed");
        assertThat(last.path("response").path("usage").path("output_tokens").intValue())
                .isEqualTo(12);
    }

    @Test
    void a_message_stream_has_its_events_in_the_documented_order() throws Exception {
        List<JsonNode> events = client.events(MESSAGES, message("\"max_tokens\":50,\"stream\":true"));

        assertThat(events.stream()
                        .map(event -> event.path("type").asString())
                        .distinct()
                        .toList())
                .containsExactly(
                        "message_start",
                        "content_block_start",
                        "ping",
                        "content_block_delta",
                        "content_block_stop",
                        "message_delta",
                        "message_stop");
        JsonNode start = events.get(0).path("message").path("usage");
        assertThat(start.path("input_tokens").intValue()).isEqualTo(2);
        assertThat(start.path("output_tokens").intValue()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({
        CHAT + ",max_tokens,completion_tokens,\"length\"",
        CHAT + ",max_completion_tokens,completion_tokens,\"length\"",
        RESPONSES + ",max_output_tokens,output_tokens,\"incomplete\"",
        MESSAGES + ",max_tokens,output_tokens,\"max_tokens\""
    })
    void reports_no_more_output_than_the_request_allows(String path, String field, String count, String reason)
            throws Exception {
        simulator.script(Script.builder().output(500).reasoning(2).chunks(40).build());
        String body = "{\"model\":\"m\",\"messages\":[],\"input\":\"hi\",\"" + field + "\":7";

        var json = client.post(path, body + "}");
        var stream = client.post(path, body + ",\"stream\":true,\"stream_options\":{\"include_usage\":true}}");

        assertThat(SimulatorClient.JSON
                        .readTree(json.body())
                        .path("usage")
                        .path(count)
                        .intValue())
                .isEqualTo(7);
        assertThat(json.body()).contains(reason);
        assertThat(stream.body()).contains("\"" + count + "\":7").contains(reason);
    }

    @Test
    void exceeds_the_bound_only_when_told_to() throws Exception {
        simulator.script(Script.builder().output(500).bounded(false).build());

        assertThat(client.json(MESSAGES, message("\"max_tokens\":7"))
                        .path("usage")
                        .path("output_tokens")
                        .intValue())
                .isEqualTo(500);
    }

    @Test
    void embeddings_come_as_numbers_or_base64_and_count_their_input() throws Exception {
        JsonNode numbers =
                client.json("/v1/embeddings", "{\"model\":\"e\",\"input\":[\"a b\",\"c\"],\"dimensions\":3}");
        JsonNode packed =
                client.json("/v1/embeddings", "{\"model\":\"e\",\"input\":[1,2,3],\"encoding_format\":\"base64\"}");

        assertThat(numbers.path("data").size()).isEqualTo(2);
        assertThat(numbers.path("data").path(1).path("embedding").size()).isEqualTo(3);
        assertThat(numbers.path("usage").path("total_tokens").intValue()).isEqualTo(3);
        assertThat(packed.path("data").path(0).path("embedding").isString()).isTrue();
        assertThat(packed.path("usage").path("prompt_tokens").intValue()).isEqualTo(3);
    }

    @Test
    void counts_tokens_for_anthropic() throws Exception {
        assertThat(client.json("/v1/messages/count_tokens", message("\"system\":\"three more words\""))
                        .path("input_tokens")
                        .intValue())
                .isEqualTo(5);
    }

    @Test
    void no_two_answers_share_an_id() throws Exception {
        String one = client.json(CHAT, chat("\"n\":1")).path("id").asString();
        String two = client.json(CHAT, chat("\"n\":1")).path("id").asString();

        assertThat(one).startsWith("chatcmpl-").isNotEqualTo(two);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                CHAT + "|no json|cannot be parsed",
                CHAT + "|{\"messages\":[]}|no model",
                CHAT + "|{\"model\":\"m\"}|'messages'",
                MESSAGES + "|{\"model\":\"m\",\"messages\":[]}|max_tokens: Field required",
                "/v1/embeddings|{\"model\":\"m\"}|'input'",
                CHAT + "|{\"model\":\"m?colour=red\",\"messages\":[]}|no setting 'colour'",
                CHAT + "|{\"model\":\"m?output=many\",\"messages\":[]}|'output' cannot be 'many'"
            })
    void answers_a_bad_request_with_a_400_that_says_why(String path, String body, String why) throws Exception {
        var answer = client.post(path, body);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(SimulatorClient.JSON
                        .readTree(answer.body())
                        .path("error")
                        .path("message")
                        .asString())
                .contains(why);
    }

    @Test
    void knows_no_other_path_and_no_other_method() throws Exception {
        assertThat(client.post("/v1/v1/messages", "{}").statusCode()).isEqualTo(404);
        assertThat(client.send("GET", CHAT, "").statusCode()).isEqualTo(404);
    }

    private static String chat(String more) {
        return "{\"model\":\"gpt-sim\",\"messages\":[{\"role\":\"user\",\"content\":\"hello there\"}]," + more + "}";
    }

    private static String message(String more) {
        return "{\"model\":\"claude-sim\",\"messages\":[{\"role\":\"user\",\"content\":\"hello there\"}]," + more + "}";
    }
}

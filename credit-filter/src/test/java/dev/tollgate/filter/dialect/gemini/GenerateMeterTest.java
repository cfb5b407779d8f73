package dev.tollgate.filter.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.Operation;
import dev.tollgate.filter.dialect.UsageReader;
import dev.tollgate.filter.dialect.UsageReport;
import dev.tollgate.ledger.usage.Basis;
import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.Usage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class GenerateMeterTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final GeminiDialect DIALECT = new GeminiDialect();
    private static final String FIRST =
            "{'candidates':[{'content':{'parts':[{'text':'Hello'}]}}],'usageMetadata':{'promptTokenCount':9}}";
    private static final String LAST = "{'candidates':[{'content':{'parts':[{'text':' you'}]},'finishReason':'STOP'}],"
            + "'usageMetadata':{'promptTokenCount':9,'candidatesTokenCount':2,'totalTokenCount':11}}";

    private static Operation operation(String verb, String query) {
        return new Operation(GeminiDialect.NAME, verb, "/v1beta/models/{model}:" + verb, query, "gemini-2.5-flash");
    }

    private static UsageReader reader(String verb, String query, String type, String config) {
        String body = "{\"contents\":[],\"generationConfig\":{" + config.replace('\'', '"') + "}}";
        Intent intent = DIALECT.intent(operation(verb, query), body.getBytes(StandardCharsets.UTF_8));
        return DIALECT.reader(intent, new UsageReader.Answer(200, type, false));
    }

    private static UsageReader array() {
        return reader("streamGenerateContent", "", "application/json; charset=UTF-8", "");
    }

    private static UsageReader events() {
        return reader("streamGenerateContent", "alt=sse", "text/event-stream", "");
    }

    private static String read(UsageReader reader, String text) {
        return new String(
                reader.read(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8)), StandardCharsets.UTF_8);
    }

    @Test
    void an_array_ends_with_its_bracket_however_long_its_last_element_is() {
        UsageReader reader = array();
        String last = LAST.replace(" you", "y".repeat(1_100_000));
        read(reader, "[" + FIRST + ",");
        read(reader, last + "]");
        assertThat(new String(reader.rest(), StandardCharsets.UTF_8)).endsWith("}]");
        UsageReader padded = array();
        read(padded, "[" + FIRST + "," + LAST + " ".repeat(1_100_000) + "]");
        assertThat(new String(padded.rest(), StandardCharsets.UTF_8)).endsWith("]");
    }

    private static UsageReport json(String answer) {
        UsageReader reader = reader("generateContent", "", "application/json", "");
        read(reader, answer);
        return reader.report();
    }

    private static Usage usage(String usageMetadata) {
        return json("{'usageMetadata':{" + usageMetadata + "}}").usage();
    }

    @Test
    void cached_tokens_are_within_the_prompt_and_thoughts_and_tools_beside_it() {
        Usage usage = usage("'promptTokenCount':100,'cachedContentTokenCount':60,'toolUsePromptTokenCount':7,"
                + "'candidatesTokenCount':5,'thoughtsTokenCount':20,'totalTokenCount':132");
        assertThat(usage.tokens())
                .containsOnly(
                        Map.entry(TokenKind.INPUT, 47L),
                        Map.entry(TokenKind.INPUT_CACHED, 60L),
                        Map.entry(TokenKind.OUTPUT, 5L),
                        Map.entry(TokenKind.OUTPUT_REASONING, 20L));
    }

    @Test
    void sounds_and_pictures_have_kinds_of_their_own() {
        Usage usage = usage("'promptTokenCount':100,'cachedContentTokenCount':30,'candidatesTokenCount':50,"
                + "'promptTokensDetails':[{'modality':'AUDIO','tokenCount':40},{'tokenCount':20,'modality':'IMAGE'},"
                + "{'modality':'TEXT','tokenCount':40}],"
                + "'cacheTokensDetails':[{'modality':'AUDIO','tokenCount':30}],"
                + "'candidatesTokensDetails':[{'modality':'IMAGE','tokenCount':45},{'modality':'AUDIO'}]");
        assertThat(usage.count(TokenKind.INPUT_AUDIO)).isEqualTo(10);
        assertThat(usage.count(TokenKind.INPUT_IMAGE)).isEqualTo(20);
        assertThat(usage.count(TokenKind.INPUT)).isEqualTo(40);
        assertThat(usage.inputTokens()).isEqualTo(100);
        assertThat(usage.count(TokenKind.OUTPUT_IMAGE)).isEqualTo(45);
        assertThat(usage.outputTokens()).isEqualTo(50);
    }

    @Test
    void a_part_is_never_more_than_its_whole() {
        Usage usage = usage("'promptTokenCount':10,'cachedContentTokenCount':30,"
                + "'promptTokensDetails':[{'modality':'AUDIO','tokenCount':99}]");
        assertThat(usage.inputTokens()).isEqualTo(10);
        assertThat(usage.count(TokenKind.INPUT_CACHED)).isEqualTo(10);
    }

    @Test
    void a_larger_total_is_believed() {
        assertThat(usage("'promptTokenCount':10,'thoughtsTokenCount':3,'totalTokenCount':20")
                        .outputTokens())
                .isEqualTo(10);
        Usage tools = usage("'promptTokenCount':10,'candidatesTokenCount':5,'totalTokenCount':40");
        assertThat(tools.inputTokens()).isEqualTo(35);
        assertThat(tools.outputTokens()).isEqualTo(5);
        assertThat(usage("'promptTokenCount':10,'candidatesTokenCount':5,'totalTokenCount':12")
                        .outputTokens())
                .isEqualTo(5);
    }

    @Test
    void searches_are_paid_by_the_prompt_or_by_the_query() {
        String grounded = "{'candidates':[{'groundingMetadata':{'webSearchQueries':['a','b']}}],"
                + "'usageMetadata':{'promptTokenCount':9},'modelVersion':'%s'}";
        assertThat(json(String.format(grounded, "gemini-2.5-flash")).usage().tools())
                .containsEntry("webSearch", 1L);
        assertThat(json(String.format(grounded, "gemini-3-pro")).usage().tools())
                .containsEntry("webSearch", 2L);
    }

    @Test
    void a_blocked_prompt_is_paid_as_told() {
        UsageReport report = json("{'promptFeedback':{'blockReason':'SAFETY'},'usageMetadata':{'promptTokenCount':9}}");
        assertThat(report.basis()).isEqualTo(Basis.REPORTED);
        assertThat(report.usage().inputTokens()).isEqualTo(9);
        assertThat(report.usage().outputTokens()).isZero();
    }

    @Test
    void an_answer_without_usage_is_estimated() {
        UsageReport report = json("{'candidates':[{'content':{'parts':[{'text':'12345678'}]}}]}");
        assertThat(report.basis()).isEqualTo(Basis.ESTIMATED);
        assertThat(report.usage().outputTokens()).isEqualTo(2);
    }

    @Test
    void the_chunk_that_finishes_is_kept_back_until_the_stream_ends_and_one_behind_it_counts() {
        UsageReader reader = events();
        assertThat(read(reader, "data: " + FIRST + "\r\n\r\n")).contains("Hello");
        assertThat(read(reader, "data: " + LAST + "\r\n\r\n").strip()).isEmpty();
        assertThat(reader.report().usage().outputTokens()).isEqualTo(2);
        read(reader, "data: " + LAST.replace(":2,", ":3,").replace(":11", ":12") + "\r\n\r\n");
        assertThat(reader.complete()).isFalse();
        assertThat(reader.report().basis()).isEqualTo(Basis.REPORTED);
        assertThat(reader.report().usage().outputTokens()).isEqualTo(3);
        assertThat(new String(reader.rest(), StandardCharsets.UTF_8))
                .contains("STOP")
                .endsWith("\r\n\r\n");
    }

    @Test
    void a_stream_of_two_candidates_ends_with_the_second() {
        UsageReader reader = reader("streamGenerateContent", "alt=sse", "text/event-stream", "'candidateCount':2");
        assertThat(read(reader, "data: " + LAST + "\n\n")).contains("you");
        assertThat(reader.report().basis()).isEqualTo(Basis.PARTIAL);
        assertThat(read(reader, "data: " + LAST.replace("'finish", "'index':1,'finish") + "\n\n")
                        .strip())
                .isEmpty();
        assertThat(reader.report().basis()).isEqualTo(Basis.REPORTED);
    }

    @Test
    void an_array_passes_element_by_element_and_its_end_is_kept_back() {
        UsageReader reader = array();
        assertThat(reader.piecewise()).isTrue();
        assertThat(read(reader, "[" + FIRST + "\n,\r\n")).contains("Hello").endsWith(",\r\n");
        assertThat(read(reader, LAST + "\n")).isEmpty();
        assertThat(reader.complete()).isFalse();
        assertThat(read(reader, "]")).isEmpty();
        assertThat(reader.complete()).isTrue();
        assertThat(new String(reader.rest(), StandardCharsets.UTF_8)).endsWith("}\n]");
        assertThat(reader.report().usage().outputTokens()).isEqualTo(2);
    }

    @Test
    void an_array_that_breaks_off_is_closed_with_an_error_wherever_that_is() {
        String whole = ("[" + FIRST + "\n,\r\n" + FIRST + "]").replace('\'', '"');
        byte[] error = DIALECT.errorEvent(operation("streamGenerateContent", ""), Denial.Unavailable.LEDGER, "req-1");
        for (int cut = 0; cut < whole.length(); cut++) {
            UsageReader reader = array();
            String seen = read(reader, whole.substring(0, cut));
            seen += new String(reader.wholeRest(), StandardCharsets.UTF_8);
            seen += new String(reader.ending(error), StandardCharsets.UTF_8);
            JsonNode client = JSON.readTree(seen);
            assertThat(client.isArray()).as(seen).isTrue();
            assertThat(client.get(client.size() - 1)
                            .path("error")
                            .path("status")
                            .asString())
                    .as(seen)
                    .isEqualTo("UNAVAILABLE");
        }
    }

    @Test
    void an_error_in_the_middle_ends_a_stream_in_either_form() {
        String error = "{'error':{'code':503,'message':'Overloaded','status':'UNAVAILABLE'}}";
        for (UsageReader reader : List.of(events(), array())) {
            boolean inArray = reader.piecewise();
            read(reader, inArray ? "[" + FIRST + "," : "data: " + FIRST + "\r\n\r\n");
            assertThat(read(reader, inArray ? error + "]" : "data: " + error + "\r\n\r\n")
                            .strip())
                    .isEmpty();
            assertThat(reader.complete()).isTrue();
            assertThat(reader.report().failure()).isEqualTo("Overloaded");
            assertThat(reader.report().usage().inputTokens()).isEqualTo(9);
        }
    }

    @Test
    void an_error_before_any_text_is_free() {
        UsageReader reader = array();
        read(reader, "[{'error':{'code':503,'status':'UNAVAILABLE'}}]");
        assertThat(reader.report().basis()).isEqualTo(Basis.NONE);
    }
}

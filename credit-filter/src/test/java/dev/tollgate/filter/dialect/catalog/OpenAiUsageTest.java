package dev.tollgate.filter.dialect.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.filter.dialect.UsageReader;
import dev.tollgate.filter.dialect.UsageReport;
import dev.tollgate.ledger.usage.Basis;
import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.Usage;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the recordings do not show: vendors' peculiarities, missing and senseless counts, failures, cut streams. */
final class OpenAiUsageTest {

    private static final String TEXT = "data: {'choices':[{'delta':{'content':'12345678'}}]}\n\n";

    @Test
    void parts_of_the_input_are_told_apart_once() {
        Usage usage = chatJson("{'prompt_tokens':100,'completion_tokens':50,'total_tokens':150,'prompt_tokens_details':"
                        + "{'cached_tokens':30,'cache_write_tokens':20,'audio_tokens':10,'image_tokens':15},"
                        + "'completion_tokens_details':{'reasoning_tokens':5,'audio_tokens':7}}")
                .usage();
        assertThat(usage.tokens())
                .containsEntry(TokenKind.INPUT, 25L)
                .containsEntry(TokenKind.INPUT_CACHED, 30L)
                .containsEntry(TokenKind.INPUT_CACHE_WRITE, 20L)
                .containsEntry(TokenKind.INPUT_AUDIO, 10L)
                .containsEntry(TokenKind.INPUT_IMAGE, 15L)
                .containsEntry(TokenKind.OUTPUT, 38L)
                .containsEntry(TokenKind.OUTPUT_REASONING, 5L)
                .containsEntry(TokenKind.OUTPUT_AUDIO, 7L);
    }

    @Test
    void parts_larger_than_their_whole_are_cut() {
        Usage usage = chatJson("{'prompt_tokens':10,'completion_tokens':5,'prompt_tokens_details':{'cached_tokens':99},"
                        + "'completion_tokens_details':{'reasoning_tokens':99}}")
                .usage();
        assertThat(usage.tokens())
                .containsOnlyKeys(TokenKind.INPUT_CACHED, TokenKind.OUTPUT_REASONING)
                .containsEntry(TokenKind.INPUT_CACHED, 10L)
                .containsEntry(TokenKind.OUTPUT_REASONING, 5L);
    }

    @Test
    void what_the_total_has_beyond_input_and_output_was_written() {
        Usage added = chatJson("{'prompt_tokens':12,'completion_tokens':1,'total_tokens':303,"
                        + "'completion_tokens_details':{'reasoning_tokens':290}}")
                .usage();
        assertThat(added.count(TokenKind.OUTPUT)).isEqualTo(1);
        assertThat(added.count(TokenKind.OUTPUT_REASONING)).isEqualTo(290);
        Usage thoughts = chatJson("{'prompt_tokens':18,'completion_tokens':80,'total_tokens':133}")
                .usage();
        assertThat(thoughts.count(TokenKind.OUTPUT)).isEqualTo(115);
    }

    @Test
    void cached_tokens_that_stand_beside_the_input_are_charged_beside_it() {
        Usage usage = chatJson("{'prompt_tokens':10,'completion_tokens':5,'total_tokens':115,"
                        + "'prompt_tokens_details':{'cached_tokens':100}}")
                .usage();
        assertThat(usage.count(TokenKind.INPUT)).isEqualTo(10);
        assertThat(usage.count(TokenKind.INPUT_CACHED)).isEqualTo(100);
        assertThat(usage.count(TokenKind.OUTPUT)).isEqualTo(5);
    }

    @Test
    void an_explicit_zero_is_zero() {
        UsageReport report = chatJson("{'prompt_tokens':0,'completion_tokens':0,'total_tokens':0}");
        assertThat(report.basis()).isEqualTo(Basis.REPORTED);
        assertThat(report.usage()).isEqualTo(Usage.NONE);
    }

    @Test
    void senseless_counts_are_as_missing() {
        for (String count :
                List.of("-1", "1.5", "1e400", "'7'", "null", "{}", "[5]", "1000000000001", "9".repeat(40))) {
            UsageReport report = chatJson("{'prompt_tokens':" + count + ",'completion_tokens':" + count + "}");
            assertThat(report.basis()).as(count).isNotEqualTo(Basis.NONE);
            assertThat(report.usage().inputTokens()).as(count).isBetween(1L, 100L);
        }
        UsageReport input = chatJson("{'prompt_tokens':-3,'completion_tokens':4}");
        assertThat(input.basis()).isEqualTo(Basis.PARTIAL);
        assertThat(input.usage().count(TokenKind.OUTPUT)).isEqualTo(4);
    }

    @Test
    void an_empty_usage_object_does_not_undo_an_earlier_one() {
        UsageReport report = stream("data: {'choices':[],'usage':{'prompt_tokens':3,'completion_tokens':4}}\n\n"
                + "data: {'choices':[],'usage':{}}\n\ndata: {'choices':[],'usage':null}\n\n");
        assertThat(report.basis()).isEqualTo(Basis.REPORTED);
        assertThat(report.usage().outputTokens()).isEqualTo(4);
    }

    @Test
    void text_after_the_last_usage_is_added_when_a_stream_is_cut() {
        String cumulative = "data: {'usage':{'prompt_tokens':3,'completion_tokens':2},"
                + "'choices':[{'delta':{'content':'1234'}}]}\n\n";
        assertThat(stream(cumulative).basis()).isEqualTo(Basis.REPORTED);
        UsageReport cut = stream(cumulative + TEXT);
        assertThat(cut.basis()).isEqualTo(Basis.PARTIAL);
        assertThat(cut.usage().outputTokens()).isEqualTo(4);
    }

    @Test
    void a_stream_without_usage_is_estimated_from_its_text() {
        UsageReport report = stream(TEXT + TEXT + "data: {'choices':[{'delta':{'reasoning':'€€€€'}}]}\n\n");
        assertThat(report.basis()).isEqualTo(Basis.ESTIMATED);
        assertThat(report.usage().count(TokenKind.OUTPUT)).isEqualTo(7);
        assertThat(report.usage().inputTokens()).isPositive();
    }

    @Test
    void an_error_before_any_text_costs_nothing_and_after_it_the_text() {
        UsageReport early = stream("event: error\ndata: {'error':{'message':'no','code':'x'}}\n\n");
        assertThat(early.basis()).isEqualTo(Basis.NONE);
        assertThat(early.failure()).isEqualTo("no");
        UsageReport late = stream(TEXT + "data: {'error':'broken'}\n\n");
        assertThat(late.basis()).isEqualTo(Basis.ESTIMATED);
        assertThat(late.failure()).isEqualTo("broken");
        UsageReport told = stream("data: {'error':{'code':'c','type':'t'},'choices':[],'usage':"
                + "{'prompt_tokens':3,'completion_tokens':4}}\n\n");
        assertThat(told.basis()).isEqualTo(Basis.REPORTED);
        assertThat(told.failure()).isEqualTo("c");
    }

    @Test
    void nothing_that_finishes_a_choice_ends_the_stream_before_done() {
        UsageReader reader = chat("text/event-stream", true, true);
        reader.read(bytes("data: {'choices':[{'delta':{},'finish_reason':'stop'}]}\n\n"));
        assertThat(reader.complete()).isFalse();
        assertThat(reader.read(bytes("data: {'choices':[],'usage':{'prompt_tokens':3,'completion_tokens':4}}\n\n")))
                .isEmpty();
        assertThat(reader.complete()).isFalse();
        assertThat(reader.read(bytes("data: [DONE]\n\n: bye\n\n"))).isEmpty();
        assertThat(reader.complete()).isTrue();
        assertThat(new String(reader.rest(), StandardCharsets.UTF_8)).isEqualTo("data: [DONE]\n\n: bye\n\n");
        assertThat(reader.rest()).isEmpty();
    }

    @Test
    void usage_that_the_caller_asked_for_is_never_hidden() {
        var match = BuiltInDialects.all().match("/v1/chat/completions").orElseThrow();
        var intent = match.dialect()
                .intent(
                        match.operation(),
                        bytes("{'model':'m','stream':true,'stream_options':{'include_usage':true}}"));
        UsageReader reader = match.dialect().reader(intent, new UsageReader.Answer(200, "text/event-stream", true));
        String chunk = "data: {'choices':[],'usage':{'prompt_tokens':3,'completion_tokens':4}}\n\n";
        assertThat(reader.read(bytes(chunk))).isEqualTo(bytes(chunk));
    }

    @Test
    void the_last_event_may_lack_its_blank_line() {
        UsageReport report = stream(TEXT + "data: {'choices':[],'usage':{'prompt_tokens':3,'completion_tokens':4}}");
        assertThat(report.basis()).isEqualTo(Basis.REPORTED);
        assertThat(report.usage().outputTokens()).isEqualTo(4);
    }

    @Test
    void asking_in_the_middle_counts_nothing_twice() {
        UsageReader reader = chat("text/event-stream", true, false);
        for (byte one : bytes(TEXT + TEXT)) {
            reader.read(new byte[] {one});
            reader.report();
        }
        assertThat(reader.report().usage().count(TokenKind.OUTPUT)).isEqualTo(4);
    }

    @Test
    void an_answer_of_another_type_passes_and_is_estimated() {
        UsageReader reader = chat("application/octet-stream", false, false);
        assertThat(reader.read(bytes("12345678"))).isEqualTo(bytes("1234567"));
        assertThat(reader.rest()).isEqualTo(bytes("8"));
        assertThat(reader.report().basis()).isEqualTo(Basis.ESTIMATED);
        assertThat(reader.report().usage().count(TokenKind.OUTPUT)).isEqualTo(2);
    }

    @Test
    void json_that_cannot_be_read_passes_whole_and_keeps_its_last_byte_back() {
        UsageReader reader = chat("application/json", false, false);
        assertThat(reader.read(bytes("{'choices':oops}"))).isEqualTo(bytes("{'choices':oops"));
        assertThat(reader.read(bytes("abc"))).isEqualTo(bytes("}ab"));
        assertThat(reader.complete()).isFalse();
        assertThat(reader.rest()).isEqualTo(bytes("c"));
        assertThat(reader.report().basis()).isEqualTo(Basis.ESTIMATED);
    }

    @Test
    void the_bracket_that_closes_a_json_answer_and_what_follows_are_kept_back() {
        UsageReader reader = chat("application/json; charset=utf-8", false, false);
        assertThat(reader.read(bytes("{'choices':[{}]} \n"))).isEqualTo(bytes("{'choices':[{}]"));
        assertThat(reader.complete()).isTrue();
        assertThat(reader.read(bytes("\n"))).isEmpty();
        assertThat(reader.rest()).isEqualTo(bytes("} \n\n"));
    }

    @Test
    void what_follows_the_end_is_bounded() {
        UsageReader reader = chat("text/event-stream", true, false);
        reader.read(bytes("data: [DONE]\n\n"));
        for (int i = 0; i < 40; i++) {
            assertThat(reader.read(bytes(": " + "x".repeat(100_000) + "\n"))).isEmpty();
        }
        assertThat(reader.rest()).hasSizeLessThanOrEqualTo("data: [DONE]\n\n".length() + 1024 * 1024);
    }

    @Test
    void paid_tools_of_responses_are_counted_from_the_items() {
        String item = "{'type':'web_search_call','action':{'type':'search'}},"
                + "{'type':'web_search_call','action':{'type':'open_page'}},{'type':'web_search_call'},"
                + "{'type':'code_interpreter_call','container_id':'a'},"
                + "{'container_id':'a','type':'code_interpreter_call'},{'type':'file_search_call'}";
        UsageReport report = responses(
                "application/json",
                "{'model':'gpt','output':[" + item
                        + "],'usage':{'input_tokens':5,'output_tokens':6,'total_tokens':11}}");
        assertThat(report.model()).isEqualTo("gpt");
        assertThat(report.usage().tools())
                .containsEntry("webSearch", 2L)
                .containsEntry("codeSession", 1L)
                .containsEntry("fileSearch", 1L)
                .hasSize(3);
    }

    @Test
    void tools_of_a_cut_response_are_counted_from_its_events() {
        String event = "data: {'item':{'type':'web_search_call','action':{'type':'search'}},"
                + "'type':'response.output_item.done'}\n\n";
        UsageReport report = responses(
                "text/event-stream", event + "data: {'delta':'1234','type':'response.output_text.delta'}\n\n");
        assertThat(report.basis()).isEqualTo(Basis.ESTIMATED);
        assertThat(report.usage().tools()).containsEntry("webSearch", 1L);
        assertThat(report.usage().count(TokenKind.OUTPUT)).isEqualTo(1);
    }

    @Test
    void both_shapes_of_a_response_error_are_told() {
        assertThat(responses("text/event-stream", "data: {'type':'error','code':'c','message':'flat'}\n\n")
                        .failure())
                .isEqualTo("flat");
        assertThat(responses("text/event-stream", "data: {'type':'error','error':{'message':'nested'}}\n\n")
                        .failure())
                .isEqualTo("nested");
        UsageReport failed = responses(
                "text/event-stream",
                "data: {'type':'response.failed','response':{'error':{'code':'c'},'usage':"
                        + "{'input_tokens':5,'output_tokens':6}}}\n\n");
        assertThat(failed.basis()).isEqualTo(Basis.REPORTED);
        assertThat(failed.failure()).isEqualTo("c");
    }

    @Test
    void the_tier_of_service_is_the_one_that_answered() {
        String usage = "'usage':{'prompt_tokens':1,'completion_tokens':2}";
        UsageReader chat = chat("application/json", false, false);
        assertThat(Fed.feed(chat, List.of(bytes("{'choices':[{}],'service_tier':'priority'," + usage + "}")))
                        .report()
                        .usage()
                        .serviceTier())
                .hasValue("priority");
        assertThat(stream(
                                "data: {'choices':[{}],'service_tier':'flex'}\n\ndata: {'choices':[],'service_tier':'default',"
                                        + usage + "}\n\n")
                        .usage()
                        .serviceTier())
                .isEmpty();
        String counts = "'usage':{'input_tokens':1,'output_tokens':2}";
        assertThat(responses(
                                "text/event-stream",
                                "data: {'type':'response.created','response':{'service_tier':'auto'}}\n\n"
                                        + "data: {'type':'response.completed','response':{'service_tier':'flex',"
                                        + counts + "}}\n\n")
                        .usage()
                        .serviceTier())
                .hasValue("flex");
    }

    @Test
    void embeddings_use_input_only() {
        UsageReader reader = Fed.reader("/v1/embeddings", false, "application/json", false);
        UsageReport report = Fed.feed(reader, List.of(bytes("{'usage':{'prompt_tokens':12,'total_tokens':12}}")))
                .report();
        assertThat(report.basis()).isEqualTo(Basis.REPORTED);
        assertThat(report.usage().tokens()).containsOnlyKeys(TokenKind.INPUT);
    }

    private static UsageReport chatJson(String usage) {
        UsageReader reader = chat("application/json", false, false);
        return Fed.feed(reader, List.of(bytes("{'model':'m','choices':[{}],'usage':" + usage + "}")))
                .report();
    }

    private static UsageReport stream(String events) {
        return Fed.feed(chat("text/event-stream", true, true), List.of(bytes(events)))
                .report();
    }

    private static UsageReport responses(String type, String answer) {
        return Fed.feed(Fed.reader("/v1/responses", true, type, false), List.of(bytes(answer)))
                .report();
    }

    private static UsageReader chat(String type, boolean streaming, boolean hideUsage) {
        return Fed.reader("/v1/chat/completions", streaming, type, hideUsage);
    }

    private static byte[] bytes(String text) {
        return text.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }
}

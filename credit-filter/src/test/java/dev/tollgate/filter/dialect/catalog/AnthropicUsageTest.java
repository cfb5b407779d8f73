package dev.tollgate.filter.dialect.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.filter.dialect.UsageReport;
import dev.tollgate.ledger.usage.Basis;
import dev.tollgate.pricing.TokenKind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the recordings do not show of Anthropic's usage. */
final class AnthropicUsageTest {

    private static final String START =
            "event: message_start\ndata: {'type':'message_start','message':{'model':'claude',"
                    + "'usage':{'input_tokens':40,'cache_creation_input_tokens':30,'cache_read_input_tokens':5,'output_tokens':1,"
                    + "'cache_creation':{'ephemeral_5m_input_tokens':10,'ephemeral_1h_input_tokens':20}}}}\n\n";
    private static final String TEXT =
            "data: {'type':'content_block_delta','delta':{'type':'text_delta','text':" + "'12345678'}}\n\n";

    @Test
    void the_split_of_the_start_is_kept_and_growth_counts_for_five_minutes() {
        UsageReport report = stream(START + "data: {'type':'message_delta','usage':{'cache_creation_input_tokens':35,"
                + "'input_tokens':null,'output_tokens':9}}\n\n");
        assertThat(report.basis()).isEqualTo(Basis.REPORTED);
        assertThat(report.usage().tokens())
                .containsEntry(TokenKind.INPUT, 40L)
                .containsEntry(TokenKind.INPUT_CACHED, 5L)
                .containsEntry(TokenKind.INPUT_CACHE_WRITE, 15L)
                .containsEntry(TokenKind.INPUT_CACHE_WRITE_1H, 20L)
                .containsEntry(TokenKind.OUTPUT, 9L);
    }

    @Test
    void a_cut_stream_has_its_exact_input_and_counts_the_text() {
        UsageReport cut = stream(START + TEXT + TEXT);
        assertThat(cut.basis()).isEqualTo(Basis.PARTIAL);
        assertThat(cut.usage().inputTokens()).isEqualTo(75);
        assertThat(cut.usage().outputTokens()).isEqualTo(4);
    }

    @Test
    void an_error_ends_the_stream_and_leaves_what_was_told() {
        String error = "event: error\ndata: {'type':'error','error':{'type':'overloaded_error','message':'busy'}}\n\n";
        Fed late = feed("text/event-stream", START + error);
        assertThat(late.complete()).isTrue();
        assertThat(late.report().failure()).isEqualTo("busy");
        assertThat(late.report().basis()).isEqualTo(Basis.PARTIAL);
        assertThat(stream(error).basis()).isEqualTo(Basis.NONE);
    }

    @Test
    void an_iteration_without_a_model_is_the_messages_own() {
        UsageReport report = feed(
                        "application/json",
                        "{'type':'message','model':'claude','usage':{'input_tokens':1,'output_tokens':2,'iterations':"
                                + "[{'type':'message','input_tokens':1,'output_tokens':2},"
                                + "{'type':'compaction','input_tokens':7,'output_tokens':8}]}}")
                .report();
        assertThat(report.usage().inputTokens()).isEqualTo(1);
        assertThat(report.additional()).hasSize(1);
        assertThat(report.additional().get(0).type()).isEqualTo("compaction");
        assertThat(report.additional().get(0).model()).isEqualTo("claude");
        assertThat(report.additional().get(0).usage().inputTokens()).isEqualTo(7);
    }

    @Test
    void a_fallback_model_is_the_one_that_answered() {
        UsageReport report = stream(START + "data: {'type':'message_delta','usage':{'output_tokens':9,'iterations':"
                + "[{'type':'message','model':'claude'},{'type':'fallback_message','model':'other'}]}}\n\n");
        assertThat(report.model()).isEqualTo("other");
        assertThat(report.additional()).isEmpty();
    }

    @Test
    void paid_searches_and_containers_are_tools() {
        UsageReport report = stream(START + "data: {'type':'message_delta','delta':{'container':{'id':'c'}},'usage':"
                + "{'output_tokens':9,'server_tool_use':{'web_search_requests':3,'web_fetch_requests':5}}}\n\n");
        assertThat(report.usage().tools())
                .containsEntry("webSearch", 3L)
                .containsEntry("codeSession", 1L)
                .hasSize(2);
    }

    private static UsageReport stream(String events) {
        return feed("text/event-stream", events).report();
    }

    private static Fed feed(String type, String answer) {
        byte[] bytes = answer.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
        return Fed.feed(Fed.reader("/v1/messages", true, type, false), List.of(bytes));
    }
}

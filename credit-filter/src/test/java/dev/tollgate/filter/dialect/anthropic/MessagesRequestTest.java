package dev.tollgate.filter.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.MalformedRequest;
import dev.tollgate.filter.dialect.request.RequestIntent;
import dev.tollgate.pricing.TokenKind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class MessagesRequestTest {

    private static final AnthropicDialect DIALECT = new AnthropicDialect();
    private static final OptionalLong MODEL_LIMIT = OptionalLong.of(1_000_000);

    @Test
    void reads_what_decides_the_price() {
        String body = "{'model':'claude','max_tokens':64,'stream':true,'messages':[{'role':'user','content':'hi'}]}";
        Intent intent = messages(body);
        assertThat(intent.model()).isEqualTo("claude");
        assertThat(intent.streaming()).isTrue();
        assertThat(intent.outputBound()).hasValue(64);
        assertThat(intent.inputKinds()).containsExactlyInAnyOrder(TokenKind.INPUT, TokenKind.INPUT_CACHED);
        assertThat(intent.inputBound(MODEL_LIMIT)).isEqualTo(body.length() + RequestIntent.ADDED_BY_PROVIDER);
    }

    @Test
    void writes_the_required_bound_where_the_caller_forgot_it() {
        assertThat(edited("{'model':'claude'}")).isEqualTo("{'max_tokens':9,'model':'claude'}");
        assertThat(edited("{'model':'claude','max_tokens':5}")).isEqualTo("{'model':'claude','max_tokens':5}");
    }

    @Test
    void cache_marks_tell_the_dearest_kind_of_input() {
        Intent five = messages("{'model':'c','system':[{'type':'text','cache_control':{'type':'ephemeral'}}]}");
        assertThat(five.inputKinds())
                .contains(TokenKind.INPUT_CACHE_WRITE)
                .doesNotContain(TokenKind.INPUT_CACHE_WRITE_1H);
        Intent hour = messages("{'model':'c','tools':[{'name':'x','cache_control':{'type':'ephemeral','ttl':'1h'}}]}");
        assertThat(hour.inputKinds()).contains(TokenKind.INPUT_CACHE_WRITE_1H);
    }

    @Test
    void what_a_part_has_inside_does_not_hide_where_it_is_from() {
        String file = "'source':{'type':'file','file_id':'f'}";
        String inside = "'content':[{'type':'text','text':'a'}]";
        for (String part : List.of(file + "," + inside, inside + "," + file)) {
            assertThat(messages("{'model':'c','messages':[{'content':[{'type':'document'," + part + "}]}]}")
                            .inputBound(MODEL_LIMIT))
                    .as(part)
                    .isEqualTo(1_000_000);
        }
    }

    @Test
    void a_tool_that_is_not_known_needs_a_price() {
        assertThat(messages("{'model':'c','tools':[{'type':'robot_20270101','name':'r'}]}")
                        .toolBounds())
                .containsOnlyKeys("robot_20270101");
        assertThat(messages("{'model':'c','tools':[{'type':'web_fetch_20250910','name':'f'},{'name':'own'}]}")
                        .toolBounds())
                .isEmpty();
    }

    @Test
    void pictures_count_by_size_and_documents_as_the_largest_input() {
        String picture = "{'source':{'data':'" + "A".repeat(50_000)
                + "','media_type':'image/png','type':'base64'},'type':'image'}";
        Intent one = messages("{'model':'c','messages':[{'content':[" + picture + "]}]}");
        assertThat(one.inputBound(MODEL_LIMIT)).isBetween(6_000L, 6_500L);
        Intent given =
                messages("{'model':'c','messages':[{'content':[{'type':'tool_result','content':[" + picture + "]}]}]}");
        assertThat(given.inputBound(MODEL_LIMIT)).isBetween(6_000L, 6_500L);
        assertThat(messages("{'model':'c','messages':[{'content':["
                                + picture.replace("image/png", "application/pdf")
                                        .replace("'image'", "'document'")
                                + "]}]}")
                        .inputBound(MODEL_LIMIT))
                .isEqualTo(1_000_000);
        assertThat(messages("{'model':'c','messages':[{'content':[{'type':'tool_use','input':" + picture + "}]}]}")
                        .inputBound(MODEL_LIMIT))
                .isGreaterThan(50_000);
    }

    @Test
    void tools_add_a_prompt_and_paid_ones_have_bounds() {
        String body = "{'model':'c','tools':[{'name':'x'}]}";
        assertThat(messages(body).inputBound(MODEL_LIMIT))
                .isEqualTo(body.length() + RequestIntent.ADDED_BY_PROVIDER + MessagesRequest.TOOL_PROMPT);
        Intent search = messages("{'model':'c','tools':[{'type':'web_search_20250305','max_uses':3},"
                + "{'type':'code_execution_20250825'}]}");
        assertThat(search.toolBounds()).containsEntry("webSearch", 3L).containsEntry("codeSession", 1L);
        assertThat(search.inputBound(MODEL_LIMIT)).isEqualTo(1_000_000);
        assertThat(messages("{'model':'c','tools':[{'type':'web_search_20250305'}]}")
                        .toolBounds())
                .containsEntry("webSearch", OfferedTool.DEFAULT_USES);
    }

    @Test
    void refuses_what_it_cannot_price() {
        assertThatThrownBy(() -> messages("{'model':'c','max_tokens':0}"))
                .isInstanceOf(MalformedRequest.class)
                .hasMessage("'max_tokens' must be a whole number above 0, but is 0.");
        assertThatThrownBy(() -> messages("{'model':'c','speed':'fast'}"))
                .isInstanceOf(MalformedRequest.class)
                .hasMessageContaining("no price here");
        assertThatThrownBy(() -> messages("{'model':'c','tools':[{'type':'web_search_20250305','max_uses':-1}]}"))
                .isInstanceOf(MalformedRequest.class)
                .hasMessageContaining("'max_uses' must be a whole number above 0");
    }

    @Test
    void a_bound_is_lowered_but_stays_above_the_budget_of_thinking() {
        Intent intent = messages("{'model':'c','max_tokens':5000,'thinking':{'type':'enabled','budget_tokens':1024}}");
        assertThat(intent.leastOutput()).hasValue(1025);
        assertThat(new String(
                        intent.upstreamBody(Intent.Edit.lowered(null, 2000, true, false)), StandardCharsets.UTF_8))
                .contains("\"max_tokens\":2000,");
    }

    private static String edited(String body) {
        byte[] edited = messages(body).upstreamBody(new Intent.Edit(null, OptionalLong.of(9), true));
        return new String(edited, StandardCharsets.UTF_8).replace('"', '\'');
    }

    private static Intent messages(String body) {
        return DIALECT.intent(
                DIALECT.operations().get(0), body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
}

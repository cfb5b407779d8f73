package dev.tollgate.filter.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.MalformedRequest;
import dev.tollgate.filter.dialect.request.RequestIntent;
import dev.tollgate.pricing.TokenKind;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class ResponsesRequestTest {

    private static final OptionalLong MODEL_LIMIT = OptionalLong.of(400_000);

    @Test
    void reads_and_writes_its_own_output_bound() {
        assertThat(Asked.responses("{'model':'m','input':'hi','max_output_tokens':77}")
                        .outputBound())
                .hasValue(77);
        assertThat(Asked.edited(Asked.responses("{'model':'m','input':'hi'}"), null, 9, true))
                .isEqualTo("{'max_output_tokens':9,'model':'m','input':'hi'}");
    }

    @Test
    void input_that_the_provider_keeps_counts_as_the_largest() {
        for (String kept : List.of(
                "'previous_response_id':'r'",
                "'conversation':'c'",
                "'conversation':{'id':'c'}",
                "'prompt':{'id':'p'}",
                "'input':[{'type':'item_reference','id':'i'}]",
                "'input':[{'id':'i'}]",
                "'input':[{'type':null,'id':'i'}]",
                "'input':[{'type':'item_reference','id':'i','role':'user'}]",
                "'input':[{'role':'user','type':'item_reference','id':'i'}]",
                "'input':[{'id':'i','role':null}]",
                "'input':[{'role':'user','content':[{'type':'input_file','file_id':'f'}]}]",
                "'input':[{'role':'user','content':[{'type':'something_new'}]}]")) {
            assertThat(Asked.responses("{'model':'m'," + kept + "}").inputBound(MODEL_LIMIT))
                    .as(kept)
                    .isEqualTo(400_000);
        }
        String shown = "{'model':'m','previous_response_id':null,'input':[{'role':'user','content':'hi'},"
                + "{'type':'function_call_output','output':'x'}]}";
        assertThat(Asked.responses(shown).inputBound(MODEL_LIMIT))
                .isEqualTo(shown.length() + RequestIntent.ADDED_BY_PROVIDER);
    }

    @Test
    void pictures_are_known_in_messages_and_in_what_tools_gave() {
        Intent intent = Asked.responses("{'model':'m','input':[{'role':'user','content':[{'type':'input_image',"
                + "'image_url':'data:image/png;base64,AAAA'}]},{'type':'computer_call_output','output':"
                + "{'type':'computer_screenshot','image_url':'data:image/png;base64,AAAA'}}]}");
        assertThat(intent.inputKinds()).contains(TokenKind.INPUT_IMAGE);
        assertThat(intent.inputBound(MODEL_LIMIT)).isBetween(25_000L, 26_000L);
    }

    @Test
    void offered_tools_have_bounds() {
        String tools = "'tools':[{'type':'web_search'},{'type':'file_search'},{'type':'code_interpreter'},"
                + "{'type':'image_generation'},{'type':'function'}]";
        Intent free = Asked.responses("{'model':'m'," + tools + "}");
        assertThat(free.toolBounds())
                .containsEntry("webSearch", OpenAiTools.DEFAULT_CALLS)
                .containsEntry("fileSearch", OpenAiTools.DEFAULT_CALLS)
                .containsEntry("imageGeneration", OpenAiTools.DEFAULT_CALLS)
                .containsEntry("codeSession", 1L)
                .hasSize(4);
        assertThat(free.inputBound(MODEL_LIMIT)).isEqualTo(400_000);
        Intent bounded = Asked.responses("{'model':'m'," + tools + ",'max_tool_calls':2}");
        assertThat(bounded.toolBounds()).containsEntry("webSearch", 2L).containsEntry("codeSession", 1L);
    }

    @Test
    void knows_work_that_goes_on_after_the_answer() {
        assertThat(Asked.responses("{'model':'m','background':true}").background())
                .isTrue();
        assertThat(Asked.responses("{'model':'m','background':false}").background())
                .isFalse();
    }

    @Test
    void embeddings_have_no_output_and_no_stream() {
        Intent intent = Asked.embeddings("{'model':'m','input':['a','b']}");
        assertThat(intent.outputKinds()).isEmpty();
        assertThat(Asked.edited(intent, "x", 9, true)).isEqualTo("{'model':'x','input':['a','b']}");
        assertThatThrownBy(() -> Asked.embeddings("{'model':'m','stream':true}"))
                .isInstanceOf(MalformedRequest.class)
                .hasMessage("Embeddings cannot be streamed. Leave 'stream' out.");
    }

    @Test
    void a_tool_that_is_not_known_needs_a_price() {
        for (String tool : List.of("shell", "totally_new_paid_tool")) {
            assertThat(Asked.responses("{'model':'m','tools':[{'type':'" + tool + "'}]}")
                            .toolBounds())
                    .containsOnlyKeys(tool);
        }
        assertThat(Asked.responses("{'model':'m','tools':[{'type':'mcp','server_url':'x'},{'type':'custom'}]}")
                        .toolBounds())
                .isEmpty();
    }
}

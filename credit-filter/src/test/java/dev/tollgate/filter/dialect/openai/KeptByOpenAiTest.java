package dev.tollgate.filter.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.filter.dialect.UsageReader;
import dev.tollgate.ledger.usage.Basis;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an answer tells of that its provider keeps, and nothing that a caller could have put into it. */
final class KeptByOpenAiTest {

    private static final String ITEMS = "'output':[{'type':'reasoning','id':'rs_1'},{'id':'msg_1','type':'message',"
            + "'content':[{'type':'output_text','text':'{}','annotations':[{'file_id':'cfile_1','id':'no'}]}]},"
            + "{'type':'function_call','id':'fc_1','arguments':'{\\\\'id\\\\':\\\\'no\\\\'}'},"
            + "{'type':'code_interpreter_call','id':'ci_1','container_id':'cntr_1'},"
            + "{'type':'shell_call','id':'sh_1','environment':{'container_id':'cntr_2'}}]";
    private static final String SAYS = "'instructions':[{'id':'no'}],'previous_response_id':'no','prompt':{'id':'no'},"
            + "'tools':[{'container':'no','id':'no'}],'metadata':{'id':'no'},'conversation':{'id':'conv_1'},";

    private static UsageReader read(String operation, String type, String answer) {
        UsageReader reader = new OpenAiDialect()
                .reader(Asked.ask(operation, "{'model':'m'}"), new UsageReader.Answer(200, type, false));
        reader.read(answer.replace("\\\\'", "\\\"").replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        return reader;
    }

    private static String events(String response) {
        return "event: response.created\ndata: {'type':'response.created','response':{'id':'resp_1'}}\n\n"
                + "event: response.output_item.added\ndata: {'type':'response.output_item.added','item':{'id':'msg_0',"
                + "'type':'message'}}\n\n"
                + "event: response.completed\ndata: {'type':'response.completed','response':" + response + "}\n\n";
    }

    @Test
    void of_a_response_it_is_itself_its_items_and_where_its_code_ran() {
        String stored = "{'id':'resp_1','store':true," + SAYS + ITEMS + "}";
        assertThat(read("responses", "application/json", stored).kept())
                .containsExactlyInAnyOrder(
                        "resp_1", "rs_1", "msg_1", "fc_1", "ci_1", "sh_1", "cntr_1", "cntr_2", "conv_1");
        assertThat(read("responses", "text/event-stream", events(stored)).kept())
                .containsExactlyInAnyOrder(
                        "resp_1", "msg_0", "rs_1", "msg_1", "fc_1", "ci_1", "sh_1", "cntr_1", "cntr_2", "conv_1");
        assertThat(read("responses", "application/json", stored.replace("'store':true,", ""))
                        .kept())
                .contains("resp_1", "msg_1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/json", "text/event-stream"})
    void of_one_that_is_not_stored_it_is_what_outlives_it(String type) {
        String answer = "{'id':'resp_1','store':false," + SAYS + ITEMS + "}";
        assertThat(read("responses", type, type.startsWith("text") ? events(answer) : answer)
                        .kept())
                .containsExactlyInAnyOrder("rs_1", "ci_1", "cntr_1", "cntr_2", "conv_1");
    }

    @Test
    void a_stream_that_broke_off_has_told_of_its_response() {
        String whole = events("{'id':'resp_1'}");
        assertThat(read(
                                "responses",
                                "text/event-stream",
                                whole.substring(0, whole.indexOf("event: response.completed")))
                        .kept())
                .containsExactlyInAnyOrder("resp_1", "msg_0");
    }

    @Test
    void what_is_compacted_has_the_callers_own_ids_in_it() {
        String items = "'output':[{'type':'message','id':'msg_own'},{'type':'function_call','id':'fc_own'},"
                + "{'type':'compaction','id':'cmp_1','encrypted_content':'gAAA'}]";
        assertThat(read("compact", "application/json", "{'id':'resp_1'," + items + "}")
                        .kept())
                .containsExactly("cmp_1");
    }

    @Test
    void long_names_in_an_answer_hide_nothing_behind_them() {
        String name = "a".repeat(3_000);
        UsageReader reader = read(
                "responses",
                "application/json",
                "{'" + name + "':[{'" + name
                        + "':{'x':[1]}}],'id':'resp_1','usage':{'input_tokens':5,'output_tokens':7}}");
        assertThat(reader.complete()).isTrue();
        assertThat(reader.kept()).containsExactly("resp_1");
        assertThat(reader.report().basis()).isEqualTo(Basis.REPORTED);
    }

    @Test
    void of_a_chat_it_is_the_sound() {
        String json = "{'id':'chatcmpl','choices':[{'message':{'id':'no','audio':{'id':'audio_1'},"
                + "'tool_calls':[{'id':'no','function':{'arguments':'{}'}}]}}]}";
        assertThat(read("chat", "application/json", json).kept()).containsExactly("audio_1");
        String event = "data: {'id':'c','choices':[{'delta':{'audio':{'id':'audio_1'}}}]}\n\n";
        assertThat(read("chat", "text/event-stream", event + event).kept()).containsExactly("audio_1");
        assertThat(read("embeddings", "application/json", "{'id':'no','data':[]}")
                        .kept())
                .isEmpty();
    }
}

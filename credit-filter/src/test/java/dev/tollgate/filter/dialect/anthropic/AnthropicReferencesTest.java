package dev.tollgate.filter.dialect.anthropic;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.UsageReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AnthropicReferencesTest {

    private static final AnthropicDialect DIALECT = new AnthropicDialect();

    private static Intent asked(String fields) {
        return DIALECT.intent(
                DIALECT.operations().get(0),
                ("{'model':'c','max_tokens':9," + fields + "}")
                        .replace('\'', '"')
                        .getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> named(String fields) {
        return asked(fields).references().stream()
                .map(each -> each.field() + "=" + each.id())
                .toList();
    }

    private static String said(String block) {
        return "'messages':[{'role':'user','content':[" + block + "]}]";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'container':'c'|container=c",
                "'container':{'id':'c'}|container.id=c",
                "'container':{'id':null,'skills':[{'type':'custom','skill_id':'s'}]}|container.skills.skill_id=s",
                "'container':{'skills':[{'type':'anthropic','skill_id':'xlsx'},{'skill_id':'s'}]}|container.skills.skill_id=s",
            })
    void containers_and_skills(String fields, String reference) {
        assertThat(named(fields)).containsExactly(reference);
    }

    @Test
    void files_wherever_they_stand() {
        String source = "'source':{'type':'file','file_id':'f'}";
        assertThat(named(said("{'type':'document'," + source + "}")))
                .containsExactly("messages.content.source.file_id=f");
        assertThat(named(said("{'type':'container_upload','file_id':'f'}")))
                .containsExactly("messages.content.file_id=f");
        assertThat(named(said("{'type':'tool_result','content':[{'type':'image'," + source + "}]}")))
                .containsExactly("messages.content.content.source.file_id=f");
        assertThat(named("'system':[{'type':'document'," + source + "}]")).containsExactly("system.source.file_id=f");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'container':null",
                "'container':{'skills':[{'type':'anthropic','skill_id':'pptx'}]}",
                "'container':{'skills':[{'skill_id':'pptx','type':'anthropic'}]}",
                "'messages':[{'content':[{'type':'tool_use','input':{'file_id':'f'}}]}]",
                "'tools':[{'name':'t','input_schema':{'default':{'file_id':'f'}}}]",
                "'messages':[{'content':[{'type':'document','source':{'type':'url','url':'https://a'}}]}]",
            })
    void what_a_request_has_in_itself_is_no_reference(String fields) {
        assertThat(named(fields)).isEmpty();
    }

    @Test
    void an_id_that_is_no_text_is_at_fault() {
        assertThat(asked(said("{'type':'container_upload','file_id':7}")).referenceFault())
                .contains("'messages.content.file_id' must be the id of an object, but is 7.");
    }

    private static Set<String> kept(String type, String answer) {
        UsageReader reader = DIALECT.reader(asked("'stream':true"), new UsageReader.Answer(200, type, false));
        reader.read(answer.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        return reader.kept();
    }

    @Test
    void an_answer_keeps_its_container_and_the_files_of_its_code_and_not_what_the_model_says() {
        String used =
                "{'type':'tool_use','id':'no','input':{'file_id':'no','content':[{'content':[{'file_id':'no'}]}]}}";
        String output = "{'type':'bash_code_execution_tool_result','content':{'content':[{'type':"
                + "'bash_code_execution_output','file_id':'file_1'},{'file_id':'no','type':'text'},{'file_id':'no'}]}}";
        assertThat(kept(
                        "application/json",
                        "{'id':'msg','container':{'id':'c_1'},'content':[" + used + "," + output + "]}"))
                .containsExactlyInAnyOrder("c_1", "file_1");
        assertThat(kept(
                        "text/event-stream",
                        "data: {'type':'content_block_start','content_block':" + used + "}\n\n"
                                + "data: {'type':'content_block_start','content_block':" + output + "}\n\n"
                                + "data: {'type':'message_delta','delta':{'container':{'id':'c_1'}}}\n\n"))
                .containsExactlyInAnyOrder("c_1", "file_1");
    }
}

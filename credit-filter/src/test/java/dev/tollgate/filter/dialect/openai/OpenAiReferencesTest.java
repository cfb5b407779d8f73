package dev.tollgate.filter.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.MalformedRequest;
import dev.tollgate.filter.dialect.Reference;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OpenAiReferencesTest {

    private static List<String> named(Intent intent) {
        return intent.references().stream()
                .map(each -> each.field() + "=" + each.id())
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'previous_response_id':'r'|previous_response_id=r",
                "'conversation':'c'|conversation=c",
                "'conversation':{'id':'c'}|conversation.id=c",
                "'prompt':'p'|prompt=p",
                "'prompt':{'id':'p','version':'2'}|prompt.id=p",
                "'prompt':{'variables':{'parameters':{'type':'input_file','file_id':'f'}}}|prompt.variables.parameters.file_id=f",
                "'input':[{'type':'item_reference','id':'i'}]|input.id=i",
                "'input':[{'id':'i'}]|input.id=i",
                "'input':[{'id':'i','type':null}]|input.id=i",
                "'input':[{'id':'i','role':null}]|input.id=i",
                "'input':[{'id':'i','role':'user'}]|input.id=i",
                "'input':{'id':'i'}|input.id=i",
                "'input':[[{'id':'i'}]]|input.id=i",
                "'input':[{'role':'user','id':'i','type':'item_reference'}]|input.id=i",
                "'input':[{'id':'i','type':'image_generation_call','result':'AAAA'}]|input.id=i",
                "'input':[{'id':'i','type':'file_search_call'}]|input.id=i",
                "'input':[{'id':'i','type':'nobody_knows_it'}]|input.id=i",
                "'input':[{'id':'i','type':'reasoning','summary':[]}]|input.id=i",
                "'input':[{'id':'i','type':'reasoning','encrypted_content':''}]|input.id=i",
                "'input':[{'id':'i','type':'reasoning','encrypted_content':null}]|input.id=i",
                "'input':[{'id':'i','type':'reasoning','summary':[],'encrypted_content':'gAAA'}]|input.id=i",
                "'input':[{'id':'i','type':'compaction','encrypted_content':'gAAA'}]|input.id=i",
                "'input':[{'id':'i','type':'web_search_call','status':'completed'}]|input.id=i",
                "'input':[{'content':[{'type':'input_image','image_url':'https://generativelanguage.googleapis.com/v1beta/files/f'}]}]|input.content.image_url=https://generativelanguage.googleapis.com/v1beta/files/f",
                "'request_id':'resp_1'|request_id=resp_1",
                "'input':[{'type':'code_interpreter_call','container_id':'c'}]|input.container_id=c",
                "'input':[{'role':'user','content':[{'type':'input_file','file_id':'f'}]}]|input.content.file_id=f",
                "'input':[{'role':'user','content':[{'type':'input_image','file_id':'f'}]}]|input.content.file_id=f",
                "'input':[{'type':'function_call_output','output':[{'type':'input_file','file_id':'f'}]}]|input.output.file_id=f",
                "'input':[{'type':'computer_call_output','output':{'file_id':'f'}}]|input.output.file_id=f",
                "'tools':[{'type':'code_interpreter','container':'c'}]|tools.container=c",
                "'tools':[{'container':{'type':'auto','file_ids':['f']}}]|tools.container.file_ids=f",
                "'tools':[{'type':'file_search','vector_store_ids':['v']}]|tools.vector_store_ids=v",
                "'tools':[{'type':'image_generation','input_image_mask':{'file_id':'f'}}]|tools.input_image_mask.file_id=f",
                "'tools':[{'type':'shell','environment':{'type':'container_reference','container_id':'c'}}]|tools.environment.container_id=c",
                "'tools':[{'environment':{'skills':[{'type':'skill_reference','skill_id':'s'}]}}]|tools.environment.skills.skill_id=s",
            })
    void responses_name_what_is_kept(String fields, String reference) {
        for (String operation : List.of("responses", "compact", "input_tokens")) {
            assertThat(named(Asked.ask(operation, "{'model':'m'," + fields + "}")))
                    .as(operation)
                    .containsExactly(reference);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'previous_response_id':null",
                "'previous_response_id':''",
                "'conversation':null",
                "'prompt':null",
                "'input':'previous_response_id'",
                "'input':[{'id':'i','role':'user','content':'hi'}]",
                "'input':[{'id':'i','role':'user','content':[{'type':'input_text','text':'hi'}]}]",
                "'input':[{'id':'i','type':'message','role':'assistant','content':[]}]",
                "'input':[{'id':'i','type':'function_call','call_id':'c','arguments':'{}'}]",
                "'input':[{'type':'reasoning','summary':[],'encrypted_content':'gAAA'}]",
                "'input':[{'type':'mcp_list_tools','id':'i','tools':[{'input_schema':{'default':{'file_id':'f'}}}]}]",
                "'input':[{'type':'local_shell_call','id':'i','action':{'env':{'container_id':'c'}}}]",
                "'tools':[{'environment':{'skills':[{'type':'skill_reference','skill_id':'openai-spreadsheets'}]}}]",
                "'input':[{'content':[{'type':'input_image','image_url':'https://example.com/a.png'}]}]",
                "'input':[{'content':[{'type':'input_image','image_url':'data:image/png;base64,AAAA'}]}]",
                "'input':[{'type':'item_reference','id':null}]",
                "'input':[{'role':'assistant','content':[{'text':'a','annotations':[{'file_id':'f','container_id':'c'}]}]}]",
                "'tools':[{'type':'function','parameters':{'properties':{'file_id':{'type':'string'}},'default':{'file_id':'f'}}}]",
                "'metadata':{'file_id':'f'}",
                "'text':{'format':{'schema':{'example':{'container':'c'}}}}",
            })
    void what_a_request_has_in_itself_is_no_reference(String fields) {
        assertThat(named(Asked.responses("{'model':'m'," + fields + "}"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "'messages':[{'role':'assistant','audio':{'id':'a'}}]|messages.audio.id=a",
                "'messages':[{'content':[{'type':'file','file':{'file_id':'f'}}]}]|messages.content.file.file_id=f",
                "'messages':[{'content':[{'type':'image_url','image_url':{'file_id':'f'}}]}]|messages.content.image_url.file_id=f",
                "'messages':[{'content':[{'type':'file','file_id':'f'}]}]|messages.content.file_id=f",
                "'data_sources':[{'type':'azure_search','parameters':{'index_name':'i'}}]|data_sources.type=azure_search",
                "'extra_body':{'google':{'cached_content':'cachedContents/c'}}|extra_body.google.cached_content=cachedContents/c",
                "'extra_body':{'google':{'cachedContent':'c'}}|extra_body.google.cachedContent=c",
                "'audio':{'format':'mp3','voice':{'id':'voice_1'}}|audio.voice.id=voice_1",
                "'messages':[{'content':[{'image_url':{'url':'HTTPS://GenerativeLanguage.GoogleAPIs.com/v1beta/files/f'}}]}]|messages.content.image_url.url=HTTPS://GenerativeLanguage.GoogleAPIs.com/v1beta/files/f",
                "'messages':[{'role':'system','content':'fileid://f'}]|messages.content=fileid://f",
                "'messages':[{'role':'system','content':[{'type':'text','text':' fileid://f,fileid://g'}]}]|messages.content.text= fileid://f,fileid://g",
            })
    void chats_name_what_is_kept(String fields, String reference) {
        assertThat(named(Asked.chat("{'model':'m'," + fields + "}"))).containsExactly(reference);
    }

    @Test
    void the_arguments_of_a_call_and_a_prompt_of_words_are_the_callers_own() {
        assertThat(named(Asked.chat(
                        "{'model':'m','messages':[{'tool_calls':[{'function':{'arguments':{'file_id':'f'}}}]}]}")))
                .isEmpty();
        assertThat(named(Asked.ask("completions", "{'model':'m','prompt':'Say hi'}")))
                .isEmpty();
        assertThat(named(Asked.ask("images", "{'model':'m','prompt':'A cat'}"))).isEmpty();
        assertThat(named(Asked.chat("{'model':'m','input':[{'id':'i'}]}"))).isEmpty();
        assertThat(named(Asked.chat("{'model':'m','request_id':'mine','audio':{'voice':'alloy'},"
                        + "'messages':[{'content':'What is fileid://f?'}]}")))
                .isEmpty();
    }

    @Test
    void what_stands_behind_the_callers_own_is_looked_at_again() {
        assertThat(named(Asked.chat(
                        "{'model':'m','a':{'arguments':[{'b':{'file_id':'f'}},{'file_id':'f'}],'file_id':'g'},"
                                + "'parameters':{},'b':[{'file_id':'h'}]}")))
                .containsExactly("a.file_id=g", "b.file_id=h");
    }

    @Test
    void a_voice_that_somebody_made_is_named() {
        assertThat(named(Asked.ask("speech", "{'model':'m','input':'Hi','voice':{'id':'voice_1'}}")))
                .containsExactly("voice.id=voice_1");
        assertThat(named(Asked.ask("speech", "{'model':'m','input':'Hi','voice':'alloy'}")))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"7", "true"})
    void an_id_that_is_no_text_is_at_fault_where_it_is_looked_up(String value) {
        Intent intent = Asked.responses("{'model':'m','previous_response_id':" + value + "}");
        assertThat(intent.referenceFault())
                .contains("'previous_response_id' must be the id of an object, but is " + value + ".");
    }

    @Test
    void an_object_in_the_place_of_an_id_is_refused() {
        assertThatThrownBy(() -> Asked.responses("{'model':'m','previous_response_id':{}}"))
                .isInstanceOf(MalformedRequest.class)
                .hasMessageStartingWith("'previous_response_id' must be ");
    }

    @Test
    void there_is_an_end_to_it_although_it_is_the_same_one_again_and_again() {
        assertThat(Asked.responses(items(1_000, "i")).references()).containsExactly(new Reference("input.id", "i"));
        assertThat(Asked.responses(items(1_000, "")).references()).hasSize(1_000);
        for (String id : List.of("", "i")) {
            assertThat(Asked.responses(items(1_001, id)).referenceFault())
                    .contains("The request names objects that the provider keeps more than 1000 times. Name fewer, or"
                            + " send their content itself.");
            assertThat(Asked.responses(items(1_001, id)).references()).isEmpty();
        }
    }

    @Test
    void of_a_long_place_the_end_is_kept() {
        String place = "a".repeat(1_900);
        Reference found = Asked.chat("{'model':'m','" + place + "':{'file_id':'f'}}")
                .references()
                .get(0);
        assertThat(found.field()).hasSize(200).startsWith("…a").endsWith("a.file_id");
    }

    @Test
    void the_way_to_a_value_has_an_end() {
        String name = "a".repeat(999);
        assertThat(named(Asked.chat("{'model':'m','" + name + "':{'" + name + "':{'b':1}}}")))
                .isEmpty();
        for (String way : List.of("'" + name + "':{'" + name + "':{'b':[1]}}", "'" + name + name + "aaa':[1]")) {
            assertThatThrownBy(() -> Asked.chat("{'model':'m'," + way + "}"))
                    .isInstanceOf(MalformedRequest.class)
                    .hasMessageContaining(
                            "the names of the objects around a value have more than 2000 characters together");
        }
    }

    private static String items(int count, String id) {
        return IntStream.range(0, count)
                .mapToObj(i -> "{'type':'item_reference','id':'" + (id.isEmpty() ? "i" + i : id) + "'}")
                .collect(Collectors.joining(",", "{'model':'m','input':[", "]}"));
    }
}

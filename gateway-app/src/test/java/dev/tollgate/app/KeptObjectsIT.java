package dev.tollgate.app;

import static dev.tollgate.app.OwnerAndStranger.CHAT;
import static dev.tollgate.app.OwnerAndStranger.GENERATE;
import static dev.tollgate.app.OwnerAndStranger.MESSAGES;
import static dev.tollgate.app.OwnerAndStranger.RESPONSES;
import static dev.tollgate.app.OwnerAndStranger.message;
import static dev.tollgate.app.OwnerAndStranger.naming;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a provider keeps of an account's calls is that account's alone, although all of them come with one key. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class KeptObjectsIT {

    private OwnerAndStranger two;

    @BeforeAll
    void start() {
        two = new OwnerAndStranger();
    }

    @AfterEach
    void forget() {
        two.gateway.settled();
        two.gateway.provider.clear();
    }

    @AfterAll
    void stop() {
        two.close();
    }

    @Test
    void a_strangers_response_and_one_that_never_was_are_told_apart_by_nobody() {
        String response = two.made("");
        two.assertRefused(two.stranger, RESPONSES, naming(response));
        two.assertRefused(two.stranger, RESPONSES, naming("resp_never"));
        two.assertRefused(two.stranger, RESPONSES, "'stream':true," + naming(response));
        String others = two.ask(two.stranger, RESPONSES, naming(response)).body();
        String none = two.ask(two.stranger, RESPONSES, naming("resp_never")).body();
        assertThat(message(none)).isEqualTo(message(others).replace(response, "resp_never"));
        assertThat(none)
                .contains("\"code\":\"previous_response_not_found\"")
                .contains("\"param\":\"previous_response_id\"");
        assertThat(two.ask(two.stranger, RESPONSES, "'conversation':'conv_never'")
                        .body())
                .contains("\"code\":\"object_not_found\"")
                .contains("\"param\":\"conversation\"");
        assertThat(message(none))
                .isEqualTo("'previous_response_id' names \"resp_never\", which is nothing that you have made"
                        + " through this gateway in the last thirty days. Send the content itself, make the object by a"
                        + " call through this gateway, or call with your own provider key.");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void an_accounts_own_responses_and_items_go_on(boolean stream) {
        String streamed = stream ? ",'stream':true" : "";
        String before = two.gateway
                .database
                .query("SELECT coalesce(string_agg(object_id, ' '), '') FROM kept_object")
                .get(0);
        two.assertPassed(two.owner, RESPONSES, "'user':'a'" + streamed);
        // The end of the answer has been read: what it has made is known by now.
        List<String> ids = two.gateway.database.query("SELECT object_id FROM kept_object ORDER BY object_id").stream()
                .filter(id -> !before.contains(id))
                .toList();
        assertThat(ids).hasSize(2);
        assertThat(ids.get(0)).startsWith("msg_");
        assertThat(ids.get(1)).startsWith("resp_");
        String item = "'input':[{'type':'item_reference','id':'" + ids.get(0) + "'},{'role':'user','content':'Hi'}]";

        two.assertPassed(two.owner, RESPONSES, naming(ids.get(1)) + streamed);
        two.assertPassed(two.owner, RESPONSES, item + streamed);
        two.assertRefused(two.stranger, RESPONSES, naming(ids.get(1)));
        two.assertRefused(two.stranger, RESPONSES, item);
        two.assertRefused(two.stranger, RESPONSES, item.replace("'type':'item_reference',", ""));
    }

    /** A whole answer as JSON, or as the last event of a stream. */
    private void answersResponse(boolean stream, String fields) {
        String usage = "'usage':{'input_tokens':5,'output_tokens':5}";
        String response = "{'id':'resp_" + UUID.randomUUID() + "','status':'completed'," + fields + "," + usage + "}";
        if (stream) {
            two.answers(
                    "text/event-stream",
                    "event: response.completed\ndata: {'type':'response.completed','response':" + response + "}\n\n");
        } else {
            two.answers("application/json", response);
        }
    }

    @ParameterizedTest
    @CsvSource({"false, true", "true, true", "false, false", "true, false"})
    void containers_and_conversations_are_their_makers_whether_the_response_is_stored_or_not(
            boolean stream, boolean stored) {
        String container = "cntr_" + UUID.randomUUID();
        String conversation = "conv_" + UUID.randomUUID();
        String picture = "ig_" + UUID.randomUUID();
        String thought = "rs_" + UUID.randomUUID();
        answersResponse(
                stream,
                "'store':" + stored + ",'conversation':{'id':'" + conversation
                        + "'},'output':[{'type':'code_interpreter_call','id':'ci_1','container_id':'" + container
                        + "'},{'type':'reasoning','id':'" + thought + "'},{'id':'" + picture
                        + "','type':'image_generation_call'}]");
        two.assertPassed(two.owner, RESPONSES, "'stream':" + stream);
        for (String named : List.of(
                "'tools':[{'type':'code_interpreter','container':'" + container + "'}]",
                "'input':[{'type':'code_interpreter_call','code':'1','container_id':'" + container + "'}]",
                "'conversation':'" + conversation + "'",
                "'conversation':{'id':'" + conversation + "'}",
                "'input':[{'type':'reasoning','id':'" + thought + "','summary':[],'content':[]}]",
                "'input':[{'type':'image_generation_call','id':'" + picture + "'}]")) {
            two.assertPassed(two.owner, RESPONSES, named);
            two.assertRefused(two.stranger, RESPONSES, named);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void the_sound_of_a_chat_is_its_makers(boolean stream) {
        String sound = "audio_" + UUID.randomUUID();
        String audio = "{'audio':{'id':'" + sound + "','data':'AAAA','transcript':'Hi'}}";
        String usage = "'usage':{'prompt_tokens':5,'completion_tokens':5}";
        if (stream) {
            two.answers(
                    "text/event-stream",
                    "data: {'choices':[{'index':0,'delta':" + audio + "}]}\n\ndata: {'choices':[]," + usage
                            + "}\n\ndata: [DONE]\n\n");
        } else {
            two.answers("application/json", "{'choices':[{'index':0,'message':" + audio + "}]," + usage + "}");
        }
        two.assertPassed(two.owner, CHAT, "'stream':" + stream);
        String named = "'messages':[{'role':'assistant','audio':{'id':'" + sound + "'}},{'role':'user','content':'?'}]";
        two.assertPassed(two.owner, CHAT, named);
        two.assertRefused(two.stranger, CHAT, named);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_container_of_anthropics_and_the_files_of_its_code_are_their_makers(boolean stream) {
        String container = "container_" + UUID.randomUUID();
        String file = "file_" + UUID.randomUUID();
        String output = "{'type':'bash_code_execution_tool_result','tool_use_id':'t','content':{'type':"
                + "'bash_code_execution_result','content':[{'type':'bash_code_execution_output','file_id':'" + file
                + "'}]}}";
        String usage = "'usage':{'input_tokens':5,'output_tokens':5}";
        if (stream) {
            two.answers(
                    "text/event-stream",
                    "data: {'type':'message_start','message':{'model':'claude-sonnet-4-5'," + usage + "}}\n\n"
                            + "data: {'type':'content_block_start','index':0,'content_block':" + output + "}\n\n"
                            + "data: {'type':'message_delta','delta':{'container':{'id':'" + container + "'}}," + usage
                            + "}\n\ndata: {'type':'message_stop'}\n\n");
        } else {
            two.answers(
                    "application/json",
                    "{'type':'message','model':'claude-sonnet-4-5','content':[" + output + "],'container':{'id':'"
                            + container + "'}," + usage + "}");
        }
        two.assertPassed(two.owner, MESSAGES, "'stream':" + stream);
        for (String named : List.of(
                "'container':'" + container + "'",
                "'container':{'id':'" + container + "'}",
                "'messages':[{'role':'user','content':[{'type':'container_upload','file_id':'" + file + "'}]}]",
                "'messages':[{'role':'assistant','content':[" + output + "]}]")) {
            two.assertPassed(two.owner, MESSAGES, named);
            two.assertRefused(two.stranger, MESSAGES, named);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "/v1/responses|'prompt':{'id':'pmpt_1'}",
                "/v1/responses|'request_id':'resp_of_somebody'",
                "/v1/chat/completions|'audio':{'format':'mp3','voice':{'id':'voice_1'}}",
                "/v1/responses|'input':[{'role':'user','content':[{'type':'input_file','file_id':'file-1'}]}]",
                "/v1/responses|'input':[{'role':'user','content':[{'type':'input_image','file_id':'file-1'}]}]",
                "/v1/responses|'tools':[{'type':'code_interpreter','container':{'type':'auto','file_ids':['file-1']}}]",
                "/v1/chat/completions|'messages':[{'role':'user','content':[{'type':'file','file':{'file_id':'f'}}]}]",
                "/v1/chat/completions|'messages':[{'role':'user','content':[{'type':'file','file_id':'f'}]}]",
                "/v1/messages|'container':{'skills':[{'type':'custom','skill_id':'skill_1'}]}",
                "/v1/messages|'messages':[{'role':'user','content':[{'type':'document','source':{'type':'file','file_id':'f'}}]}]",
                "/v1beta/models/gemini-2.5-flash:generateContent|'cachedContent':'cachedContents/1'",
                "/v1beta/models/gemini-2.5-flash:generateContent|'contents':[{'parts':[{'file_data':{'file_uri':'https://generativelanguage.googleapis.com/v1beta/files/1'}}]}]",
                "/v1beta/models/gemini-2.5-flash:countTokens|'contents':[{'parts':[{'fileData':{'fileUri':'files/1'}}]}]",
            })
    void what_cannot_be_made_through_the_gateway_is_nobodys(String path, String fields) {
        two.assertRefused(two.owner, path, fields);
    }

    @Test
    void public_addresses_are_everybodys() {
        two.assertPassed(
                two.stranger,
                GENERATE,
                "'contents':[{'parts':[{'fileData':{'fileUri':'https://www.youtube.com/watch?v=abc'}}]}]");
    }
}

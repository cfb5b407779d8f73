package dev.tollgate.filter.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.MalformedRequest;
import dev.tollgate.filter.dialect.request.RequestIntent;
import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.VendorUsage;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class ChatRequestTest {

    private static final String SAY = "'messages':[{'role':'user','content':'hi'}]";

    @Test
    void reads_what_decides_the_price() {
        Intent intent = Asked.chat("{'model':'gpt-4o','stream':true,'n':3,'max_completion_tokens':50," + SAY + "}");
        assertThat(intent.model()).isEqualTo("gpt-4o");
        assertThat(intent.streaming()).isTrue();
        assertThat(intent.answers()).isEqualTo(3);
        assertThat(intent.outputBound()).hasValue(50);
        assertThat(intent.toolBounds()).isEmpty();
        assertThat(intent.inputKinds())
                .containsExactlyInAnyOrder(TokenKind.INPUT, TokenKind.INPUT_CACHED, TokenKind.INPUT_CACHE_WRITE);
        assertThat(intent.outputKinds()).containsExactlyInAnyOrder(TokenKind.OUTPUT, TokenKind.OUTPUT_REASONING);
    }

    @Test
    void reads_the_tier_of_service_by_the_word_that_answers_use() {
        assertThat(Asked.chat("{'model':'m','service_tier':'priority'}").serviceTier())
                .hasValue("priority");
        assertThat(Asked.chat("{'model':'m','service_tier':'fast'}").serviceTier())
                .hasValue("priority");
        assertThat(Asked.chat("{'model':'m','service_tier':'auto'}").serviceTier())
                .hasValue("auto");
        assertThat(Asked.chat("{'model':'m','service_tier':'default'}").serviceTier())
                .isEmpty();
        assertThat(Asked.chat("{'model':'m','service_tier':null}").serviceTier())
                .isEmpty();
        assertThat(Asked.chat("{'model':'m'}").serviceTier()).isEmpty();
    }

    @Test
    void the_larger_of_two_output_bounds_holds() {
        assertThat(Asked.chat("{'max_tokens':900,'model':'m','max_completion_tokens':1}")
                        .outputBound())
                .hasValue(900);
    }

    @Test
    void nulls_are_as_absent() {
        Intent intent = Asked.chat("{'model':'m','max_tokens':null,'n':null,'stream':null,'stream_options':null}");
        assertThat(intent.outputBound()).isEmpty();
        assertThat(intent.answers()).isEqualTo(1);
        assertThat(intent.streaming()).isFalse();
    }

    @Test
    void text_is_bounded_by_its_bytes() {
        String body = "{'model':'m'," + SAY + "}";
        assertThat(Asked.chat(body).inputBound(OptionalLong.empty()))
                .isEqualTo(body.length() + RequestIntent.ADDED_BY_PROVIDER);
    }

    @Test
    void a_picture_counts_by_its_size_on_the_screen_and_not_by_its_bytes() {
        String head = "{'model':'m','messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'";
        String tail = "','detail':'high'}}]}]}";
        Intent intent = Asked.chat(head + "data:image/png;base64," + "A".repeat(9_999) + tail);
        assertThat(intent.inputKinds()).contains(TokenKind.INPUT_IMAGE);
        assertThat(intent.inputBound(OptionalLong.empty()))
                .isEqualTo(head.length() + tail.length() + RequestIntent.ADDED_BY_PROVIDER + 12_000);
        Intent escaped = Asked.chat(head + "data:image\\/png;base64," + "\\/".repeat(9_999) + tail);
        assertThat(escaped.inputBound(OptionalLong.empty())).isEqualTo(intent.inputBound(OptionalLong.empty()));
        Intent mini = Asked.chat(head.replace("'m'", "'gpt-4o-mini'") + "https://example.com/x.png" + tail);
        assertThat(mini.inputBound(OptionalLong.empty())).isGreaterThan(48_169);
    }

    @Test
    void text_that_looks_like_a_picture_is_text() {
        String text = "data:image/png;base64," + "A".repeat(50_000);
        assertThat(Asked.chat("{'model':'m','messages':[{'role':'user','content':'" + text + "'}]}")
                        .inputBound(OptionalLong.empty()))
                .isGreaterThan(50_000);
        assertThat(Asked.chat("{'model':'m','tools':[{'type':'function','function':{'parameters':{'image_url':'" + text
                                + "'}}}]}")
                        .inputBound(OptionalLong.empty()))
                .isGreaterThan(50_000);
        assertThat(Asked.chat("{'model':'m','messages.content':{'image_url':'" + text + "'}}")
                        .inputBound(OptionalLong.empty()))
                .isGreaterThan(50_000);
    }

    @Test
    void what_the_provider_keeps_or_finds_counts_as_the_largest_input() {
        Intent file = Asked.chat("{'model':'m','messages':[{'content':[{'type':'file','file':{'file_id':'f'}}]}]}");
        assertThat(file.inputBound(OptionalLong.of(128_000))).isEqualTo(128_000);
        assertThat(file.inputBound(OptionalLong.empty())).isEqualTo(RequestIntent.UNKNOWN_INPUT);
        Intent search = Asked.chat("{'model':'m','web_search_options':{}," + SAY + "}");
        assertThat(search.toolBounds()).containsEntry("webSearch", 1L);
        assertThat(search.inputBound(OptionalLong.of(128_000))).isEqualTo(128_000);
    }

    @Test
    void what_a_model_does_goes_by_its_own_name_and_not_by_an_alias() {
        Intent search = Asked.chatByAlias("gpt-4o-search-preview", "{'model':'web'," + SAY + "}");
        assertThat(search.toolBounds()).containsEntry("webSearch", 1L);
        assertThat(search.model()).isEqualTo("web");
        Intent named = Asked.chatByAlias("gpt-4o", "{'model':'re-search-er'," + SAY + "}");
        assertThat(named.toolBounds()).isEmpty();
        Intent research = Asked.chatByAlias("sonar-deep-research", "{'model':'deep'," + SAY + "}");
        VendorUsage searching = new VendorUsage(
                Optional.empty(),
                VendorUsage.Reasoning.ADDED,
                Optional.empty(),
                Optional.empty(),
                Optional.of("num_search_queries"),
                false,
                Optional.empty());
        assertThat(SearchFee.bounds(research, searching)).containsEntry("webSearch", 50L);
        Intent picture = Asked.ask("images", "{'model':'art','prompt':'a cat'}", alias -> "dall-e-3");
        assertThat(picture.unitBounds()).containsOnlyKeys("image:1024x1024");
    }

    @Test
    void sound_is_told_in_both_directions() {
        Intent intent = Asked.chat("{'model':'m','modalities':['text','audio'],'messages':[{'content':"
                + "[{'type':'input_audio','input_audio':{'data':'AAAA','format':'wav'}}]}]}");
        assertThat(intent.inputKinds()).contains(TokenKind.INPUT_AUDIO);
        assertThat(intent.outputKinds()).contains(TokenKind.OUTPUT_AUDIO);
    }

    @Test
    void edits_touch_nothing_but_what_they_name() {
        String body = "{ 'messages' : [ ] ,\n 'model' : 'alias', 'stream':true }";
        assertThat(Asked.edited(Asked.chat(body), null, 0, false)).isEqualTo(body);
        assertThat(Asked.edited(Asked.chat(body), "gpt-4o", 0, false)).isEqualTo(body.replace("alias", "gpt-4o"));
        assertThat(Asked.edited(Asked.chat(body), "gpt-4o", 7, true))
                .isEqualTo("{'max_completion_tokens':7,'stream_options':{'include_usage':true}, 'messages' : [ ] ,\n"
                        + " 'model' : 'gpt-4o', 'stream':true }");
    }

    @Test
    void a_null_bound_is_replaced_and_a_given_one_left() {
        assertThat(Asked.edited(Asked.chat("{'model':'m','max_completion_tokens': null}"), null, 7, false))
                .isEqualTo("{'model':'m','max_completion_tokens': 7}");
        assertThat(Asked.edited(Asked.chat("{'model':'m','max_tokens':5}"), null, 7, false))
                .isEqualTo("{'model':'m','max_tokens':5}");
    }

    @Test
    void a_vendor_that_heeds_max_tokens_alone_gets_the_bound_under_that_name() {
        assertThat(bounded("{'model':'m'}")).isEqualTo("{'max_tokens':7,'model':'m'}");
        assertThat(bounded("{'max_completion_tokens' : 5, 'model':'m'}")).isEqualTo("{'max_tokens':5, 'model':'m'}");
        assertThat(bounded("{'model':'m','max_\\u0063ompletion_tokens':5}")).isEqualTo("{'model':'m','max_tokens':5}");
        assertThat(bounded("{'model':'m','max_completion_tokens':null}")).isEqualTo("{'model':'m','max_tokens':7}");
        assertThat(bounded("{'model':'m','max_tokens': null}")).isEqualTo("{'model':'m','max_tokens': 7}");
        assertThat(bounded("{'model':'m','max_completion_tokens':5,'max_tokens':null}"))
                .isEqualTo("{'model':'m','max_completion_tokens':5,'max_tokens':5}");
        assertThat(bounded("{'model':'m','max_tokens':3,'max_completion_tokens':5}"))
                .isEqualTo("{'model':'m','max_tokens':3,'max_completion_tokens':5}");
    }

    @Test
    void a_bound_that_cannot_be_paid_is_lowered_wherever_it_stands() {
        assertThat(lowered("{'model':'m'}", false)).isEqualTo("{'max_completion_tokens':20,'model':'m'}");
        assertThat(lowered("{'model':'m','max_tokens': 500 ,'n':2}", false))
                .isEqualTo("{'model':'m','max_tokens': 20 ,'n':2}");
        assertThat(lowered("{'max_tokens':500,'model':'m','max_completion_tokens':900}", false))
                .isEqualTo("{'max_tokens':20,'model':'m','max_completion_tokens':20}");
        assertThat(lowered("{'max_tokens':10,'model':'m','max_completion_tokens':900}", false))
                .isEqualTo("{'max_tokens':10,'model':'m','max_completion_tokens':20}");
        assertThat(lowered("{'model':'m','max_completion_tokens':null,'max_tokens':500}", false))
                .isEqualTo("{'model':'m','max_completion_tokens':null,'max_tokens':20}");
        assertThat(lowered("{'model':'m','max_completion_tokens':500}", true))
                .isEqualTo("{'model':'m','max_tokens':20}");
        assertThat(lowered("{'model':'m','max_tokens':500}", true)).isEqualTo("{'model':'m','max_tokens':20}");
    }

    private static String lowered(String body, boolean takesMaxTokens) {
        byte[] sent = Asked.chat(body).upstreamBody(Intent.Edit.lowered(null, 20, false, takesMaxTokens));
        return new String(sent, StandardCharsets.UTF_8).replace('"', '\'');
    }

    @Test
    void only_what_writes_tokens_can_be_lowered() {
        assertThat(Asked.chat("{'model':'m'}").leastOutput()).hasValue(1);
        assertThat(Asked.responses("{'model':'m','input':'Hi'}").leastOutput()).hasValue(16);
        assertThat(Asked.embeddings("{'model':'m','input':'Hi'}").leastOutput()).isEmpty();
    }

    private static String bounded(String body) {
        Intent intent = Asked.chat(body);
        OptionalLong missing = intent.outputBound().isEmpty() ? OptionalLong.of(7) : OptionalLong.empty();
        byte[] sent = intent.upstreamBody(new Intent.Edit(null, missing, false, true));
        return new String(sent, StandardCharsets.UTF_8).replace('"', '\'');
    }

    @Test
    void usage_is_asked_for_wherever_the_caller_did_not() {
        assertThat(options("{}")).isEqualTo("{'include_usage':true}");
        assertThat(options("null")).isEqualTo("{'include_usage':true}");
        assertThat(options("{ 'include_obfuscation':false}"))
                .isEqualTo("{'include_usage':true, 'include_obfuscation':false}");
        assertThat(options("{'x':{}}")).isEqualTo("{'include_usage':true,'x':{}}");
        assertThat(options("{'include_usage': false,'x':1}")).isEqualTo("{'include_usage': true,'x':1}");
        assertThat(options("{'include_usage':null}")).isEqualTo("{'include_usage':true}");
        assertThat(options("{'include_usage':true}")).isEqualTo("{'include_usage':true}");
        assertThat(Asked.edited(Asked.chat("{'model':'m'}"), null, 0, true)).isEqualTo("{'model':'m'}");
    }

    @Test
    void escaped_keys_are_the_keys_they_spell() {
        assertThat(Asked.chat("{'mod\\u0065l':'m\\u0041'}").model()).isEqualTo("mA");
        assertThat(Asked.edited(Asked.chat("{'model':'a\\\\\\'b'}".replace("\\'", "\\\"")), "c", 0, false))
                .isEqualTo("{'model':'c'}");
    }

    @Test
    void refuses_what_it_cannot_price_and_says_how_to_mend_it() {
        refused("{'messages':[]}", "'model' is missing. Name the model to call.");
        refused("{'model':''}", "'model' must name a model, but is \"\".");
        refused("{'model':5}", "'model' must name a model, but is 5.");
        refused("{'model':['m']}", "'model' must be a plain value, but is an array.");
        refused("{'model':'m','max_tokens':-5}", "'max_tokens' must be a whole number above 0, but is -5.");
        refused("{'model':'m','max_tokens':0}", "'max_tokens' must be a whole number above 0, but is 0.");
        refused("{'model':'m','max_tokens':1.5}", "'max_tokens' must be a whole number above 0, but is 1.5.");
        refused("{'model':'m','max_tokens':'9'}", "'max_tokens' must be a whole number above 0, but is \"9\".");
        refused("{'model':'m','max_tokens':[9]}", "'max_tokens' must be a plain value, but is an array.");
        refused(
                "{'model':'m','max_tokens':99999999999}",
                "'max_tokens' must be at most 1000000000, but is 99999999999.");
        refused("{'model':'m','n':129}", "'n' must be at most 128, but is 129.");
        refused("{'model':'m','stream':'yes'}", "'stream' must be true or false, but is \"yes\".");
        refused("{'model':'m','stream_options':5}", "'stream_options' must be an object, but is 5.");
        refused("{'model':'m','stream_options':[]}", "'stream_options' must be an object, but is an array.");
        refused("{'model':'m','stream_options':{'include_usage':1}}", "must be true or false, but is 1.");
        refused("{'model':'m','stream_options':{'include_usage':[]}}", "must be true or false, but is an object or");
        refused("{'model':'a','model':'b'}", "The key 'model' stands twice in one object");
        refused("{'model':'a','mod\\u0065l':'b'}", "The key 'model' stands twice in one object");
        refused("{'model':'m','stream_options':{'include_usage':true,'include_usage':false}}", "stands twice");
        refused("{'model':'m','models':['a','b']}", "'models' lists several models");
        refused("['model']", "The body must be a JSON object.");
        refused("", "The body must be a JSON object.");
        refused("{'model':'m'} {}", "something follows it");
        refused("{'model':'m'", "The body is not valid JSON");
        refused("{'model':'m','a':" + "[".repeat(200), "nested deeper than 100 levels");
        refused("\uFEFF{'model':'m'}", "UTF-8 without a byte order mark");
        refused("{\0'model':'m'}", "UTF-8 without a byte order mark");
        refused("{'model':'" + "m".repeat(257) + "'}", "'model' must have at most 256 characters, but has 257.");
    }

    private static String options(String value) {
        String head = "{'model':'m','stream':true,'stream_options':";
        String edited = Asked.edited(Asked.chat(head + value + "}"), null, 0, true);
        assertThat(edited).startsWith(head).endsWith("}");
        return edited.substring(head.length(), edited.length() - 1);
    }

    private static void refused(String body, String message) {
        assertThatThrownBy(() -> Asked.chat(body))
                .isInstanceOf(MalformedRequest.class)
                .hasMessageContaining(message);
    }
}

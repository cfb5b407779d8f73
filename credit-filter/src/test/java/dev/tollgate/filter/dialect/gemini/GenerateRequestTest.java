package dev.tollgate.filter.dialect.gemini;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.MalformedRequest;
import dev.tollgate.filter.dialect.Operation;
import dev.tollgate.pricing.TokenKind;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.json.JsonMapper;

final class GenerateRequestTest {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String CONTENTS = "'contents':[{'parts':[{'text':'Hello'}]}]";
    private static final OptionalLong KNOWN = OptionalLong.of(1_000_000);

    private static Intent asked(String verb, String model, String body) {
        Operation operation = new Operation(GeminiDialect.NAME, verb, "/v1beta/models/{model}:" + verb, "", model);
        return new GeminiDialect().intent(operation, body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }

    private static Intent generate(String body) {
        return asked("generateContent", "gemini-2.5-flash", body);
    }

    @ParameterizedTest
    @CsvSource({
        "video/mp4, true",
        "audio/flac, true",
        "audio/ogg; codecs=opus, true",
        "audio/wav, false",
        "audio/MP3, false"
    })
    void silence_and_stills_that_are_packed_tightly_are_as_long_as_the_model_takes(String type, boolean unbounded) {
        Intent intent = generate("{'contents':[{'parts':[{'inlineData':{'mimeType':'" + type + "','data':'AAAA'}}]}]}");
        assertThat(intent.inputBound(KNOWN) == KNOWN.getAsLong()).isEqualTo(unbounded);
    }

    private static Intent generateWith(String fields) {
        return generate("{" + CONTENTS + "," + fields + "}");
    }

    private static void refused(String body, String why) {
        assertThatThrownBy(() -> generate(body))
                .isInstanceOf(MalformedRequest.class)
                .hasMessageContaining(why);
    }

    @Test
    void the_path_names_the_model_and_says_whether_it_streams() {
        Intent intent = generateWith("'stream':true");
        assertThat(intent.model()).isEqualTo("gemini-2.5-flash");
        assertThat(intent.streaming()).isFalse();
        assertThat(asked("streamGenerateContent", "m", "{" + CONTENTS + "}").streaming())
                .isTrue();
    }

    @Test
    void a_model_in_the_body_must_be_that_of_the_path() {
        assertThat(generateWith("'model':'models/gemini-2.5-flash'").model()).isEqualTo("gemini-2.5-flash");
        refused("{" + CONTENTS + ",'model':'models/gemini-2.5-pro'}", "must be the model of the path");
        refused("{" + CONTENTS + ",'model':7}", "must be the model of the path");
        assertThat(edited(generateWith("'model':'models/gemini-2.5-flash'"), "other"))
                .contains("models/other");
    }

    @Test
    void the_bound_is_read_in_both_spellings_and_the_larger_counts() {
        assertThat(generateWith("'generationConfig':{'maxOutputTokens':500}").outputBound())
                .hasValue(500);
        assertThat(generateWith("'generation_config':{'max_output_tokens':500}").outputBound())
                .hasValue(500);
        assertThat(generateWith("'generationConfig':{'maxOutputTokens':5,'max_output_tokens':600}")
                        .outputBound())
                .hasValue(600);
    }

    @Test
    void candidates_multiply_the_answer() {
        assertThat(generateWith("'generationConfig':{'candidateCount':3}").answers())
                .isEqualTo(3);
        assertThat(generateWith("'generationConfig':{'candidate_count':2}").answers())
                .isEqualTo(2);
        assertThat(generateWith("'generationConfig':{'candidateCount':8,'candidate_count':1}")
                        .answers())
                .isEqualTo(8);
        refused("{" + CONTENTS + ",'generationConfig':{'candidateCount':0}}", "above 0");
        refused("{" + CONTENTS + ",'generationConfig':{'maxOutputTokens':'9'}}", "above 0");
        refused("{" + CONTENTS + ",'generationConfig':{'maxOutputTokens':[9]}}", "above 0");
    }

    @Test
    void a_larger_budget_for_thoughts_is_held_too() {
        String thinking = "'thinkingConfig':{'thinkingBudget':2000}";
        assertThat(generateWith("'generationConfig':{'maxOutputTokens':500," + thinking + "}")
                        .outputBound())
                .hasValue(2000);
        assertThat(generateWith("'generationConfig':{" + thinking + "}").outputBound())
                .isEmpty();
        assertThat(generateWith("'generationConfig':{'maxOutputTokens':9,'thinkingConfig':{'thinkingBudget':-1}}")
                        .outputBound())
                .hasValue(9);
    }

    @Test
    void a_missing_bound_is_written_where_it_belongs() {
        String bound = "{'maxOutputTokens':77}";
        written("{" + CONTENTS + "}", "{'generationConfig':" + bound + "," + CONTENTS + "}");
        written("{" + CONTENTS + ",'generationConfig':{}}", "{" + CONTENTS + ",'generationConfig':" + bound + "}");
        written("{" + CONTENTS + ",'generationConfig':null}", "{" + CONTENTS + ",'generationConfig':" + bound + "}");
        written(
                "{" + CONTENTS + ",'generation_config':{'temperature':1}}",
                "{" + CONTENTS + ",'generation_config':{'maxOutputTokens':77,'temperature':1}}");
        written(
                "{" + CONTENTS + ",'generationConfig':{'stopSequences':['a']}}",
                "{" + CONTENTS + ",'generationConfig':{'maxOutputTokens':77,'stopSequences':['a']}}");
        written(
                "{" + CONTENTS + ",'generationConfig':{'maxOutputTokens':null}}",
                "{" + CONTENTS + ",'generationConfig':{'maxOutputTokens':77}}");
    }

    @Test
    void a_bound_is_lowered_but_not_below_what_is_to_be_thought() {
        Intent intent = generate("{" + CONTENTS
                + ",'generationConfig':{'max_output_tokens':900,'thinkingConfig':{'thinkingBudget':300}}}");
        assertThat(intent.leastOutput()).hasValue(300);
        assertThat(new String(intent.upstreamBody(Intent.Edit.lowered(null, 400, true, false)), StandardCharsets.UTF_8))
                .contains("\"max_output_tokens\":400,");
    }

    private static void written(String body, String expected) {
        byte[] sent = generate(body).upstreamBody(new Intent.Edit(null, OptionalLong.of(77), true));
        assertThat(JSON.readTree(sent)).isEqualTo(JSON.readTree(expected.replace('\'', '"')));
    }

    private static String edited(Intent intent, String model) {
        return new String(
                intent.upstreamBody(new Intent.Edit(model, OptionalLong.empty(), false)), StandardCharsets.UTF_8);
    }

    @Test
    void what_stands_elsewhere_is_as_long_as_the_model_takes() {
        for (String elsewhere : new String[] {
            "'cachedContent':'cachedContents/1'",
            "'cached_content':'cachedContents/1'",
            "'tools':[{'urlContext':{}}]",
            "'tools':[{'codeExecution':{}}]",
            "'tools':[{'file_search':{'fileSearchStoreNames':['a']}}]",
            "'systemInstruction':{'parts':[{'fileData':{'fileUri':'https://example.com/a.mp4'}}]}",
            "'systemInstruction':{'parts':[{'inline_data':{'mime_type':'application/pdf','data':'AA=='}}]}"
        }) {
            assertThat(generateWith(elsewhere).inputBound(KNOWN)).as(elsewhere).isEqualTo(1_000_000);
            assertThat(generateWith(elsewhere).toolBounds()).as(elsewhere).isEmpty();
        }
        assertThat(generateWith("'tools':[{'functionDeclarations':[{'name':'a'}]}]")
                        .inputBound(KNOWN))
                .isLessThan(2_000);
    }

    @Test
    void a_search_is_paid_by_the_prompt_or_by_the_query() {
        String body = "{" + CONTENTS + ",'tools':[{'google_search':{}},{'urlContext':{}}]}";
        assertThat(asked("generateContent", "gemini-2.5-pro", body).toolBounds())
                .isEqualTo(Map.of("webSearch", 1L));
        assertThat(asked("generateContent", "gemini-3-pro", body).toolBounds()).isEqualTo(Map.of("webSearch", 10L));
    }

    @Test
    void a_tool_that_nobody_knows_needs_a_price() {
        assertThat(generateWith("'tools':[{'googleMaps':{}}]").toolBounds()).isEqualTo(Map.of("googleMaps", 1L));
    }

    @Test
    void pictures_and_sounds_are_told_apart() {
        String data = Base64.getEncoder().encodeToString(new byte[30_000]);
        Intent picture =
                generateWith("'contents2':[{'parts':[{'inlineData':{'mimeType':'image/png','data':'" + data + "'}}]}]");
        assertThat(picture.inputKinds()).contains(TokenKind.INPUT_IMAGE).doesNotContain(TokenKind.INPUT_AUDIO);
        assertThat(picture.inputBound(KNOWN)).isLessThan(20_000);
        Intent sound =
                generateWith("'contents2':[{'parts':[{'inlineData':{'data':'" + data + "','mimeType':'audio/mp3'}}]}]");
        assertThat(sound.inputKinds()).contains(TokenKind.INPUT_AUDIO);
        assertThat(sound.inputBound(KNOWN)).isGreaterThan(40_000);
    }

    @Test
    void a_tier_of_service_is_asked_for_in_any_case() {
        assertThat(generateWith("'serviceTier':'PRIORITY'").serviceTier()).hasValue("priority");
        assertThat(generateWith("'service_tier':'standard'").serviceTier()).isEmpty();
    }

    @Test
    void requests_without_contents_are_refused() {
        refused("{}", "'contents' is missing");
        refused("[]", "must be a JSON object");
        refused("{" + CONTENTS + ",'generationConfig':[]}", "must be an object");
        refused("{" + CONTENTS + ",'generationConfig':5}", "must be an object");
    }

    @Test
    void counting_is_free_and_embeddings_have_no_output() {
        assertThat(asked("countTokens", "m", "{'generateContentRequest':{'model':'models/m'}}")
                        .free())
                .isTrue();
        Intent batch = asked(
                "batchEmbedContents",
                "m",
                "{'requests':[{'model':'models/m','content':{}},{'model':'models/m','content':{}}]}");
        assertThat(batch.outputKinds()).isEmpty();
        assertThat(edited(batch, "n"))
                .isEqualTo(
                        "{\"requests\":[{\"model\":\"models/n\",\"content\":{}},{\"model\":\"models/n\",\"content\":{}}]}");
        assertThatThrownBy(() -> asked("batchEmbedContents", "m", "{'requests':[{'model':'models/dearer'}]}"))
                .isInstanceOf(MalformedRequest.class);
    }
}

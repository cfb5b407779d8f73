package dev.tollgate.filter.dialect.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.MalformedRequest;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What completions, moderations, pictures and speech can use at most. */
final class SmallRequestsTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "'prompt':'a' | 1",
                "'prompt':'a','n':3 | 3",
                "'prompt':'a','n':2,'best_of':5 | 5",
                "'prompt':['a','b','c'],'n':2 | 6",
                "'prompt':[1,2,3] | 1",
                "'prompt':[[1,2],[3]],'best_of':4 | 8",
                "'prompt':[] | 1",
                "'suffix':'z' | 1",
            })
    void each_prompt_of_a_completion_is_answered_as_often_as_it_is_written(String fields, long answers) {
        Intent intent = Asked.ask("completions", "{'model':'m'," + fields + "}");
        assertThat(intent.answers()).isEqualTo(answers);
    }

    @Test
    void a_completion_without_a_bound_gets_the_one_that_providers_take() {
        Intent none = Asked.ask("completions", "{'model':'m','prompt':'a'}");
        assertThat(none.outputBound()).hasValue(16);
        assertThat(Asked.edited(none, null, 0, false)).isEqualTo("{'max_tokens':16,'model':'m','prompt':'a'}");
        Intent some = Asked.ask("completions", "{'model':'m','prompt':'a','max_tokens':7}");
        assertThat(some.outputBound()).hasValue(7);
        assertThat(Asked.edited(some, null, 0, false)).isEqualTo("{'model':'m','prompt':'a','max_tokens':7}");
        // For null a vendor may take its largest.
        Intent unbounded = Asked.ask("completions", "{'model':'m','prompt':'a','max_tokens':null}");
        assertThat(unbounded.outputBound()).isEmpty();
        assertThat(Asked.edited(unbounded, null, 4096, false))
                .isEqualTo("{'model':'m','prompt':'a','max_tokens':4096}");
    }

    @Test
    void a_stream_of_completions_is_asked_for_its_usage() {
        Intent intent = Asked.ask("completions", "{'model':'m','prompt':'a','max_tokens':7,'stream':true}");
        assertThat(Asked.edited(intent, null, 0, true)).contains("'stream_options':{'include_usage':true}");
    }

    @Test
    void a_prompt_that_is_an_object_is_refused() {
        assertThatThrownBy(() -> Asked.ask("completions", "{'model':'m','prompt':{'a':1}}"))
                .isInstanceOf(MalformedRequest.class)
                .hasMessageContaining("'prompt' must be a text");
    }

    @Test
    void a_moderation_may_leave_its_model_out_and_uses_nothing() {
        Intent intent = Asked.ask("moderations", "{'input':'a'}");
        assertThat(intent.model()).isEqualTo("omni-moderation-latest");
        assertThat(intent.inputBound(OptionalLong.empty())).isZero();
        assertThat(intent.outputKinds()).isEmpty();
        assertThat(Asked.edited(intent, "other", 0, false)).isEqualTo("{'input':'a'}");
    }

    @ParameterizedTest
    @CsvSource({
        "dall-e-3, 1024x1792, hd, image:hd-1024x1792",
        "dall-e-3, 1024x1792, standard, image:1024x1792",
        "gpt-image-1, 1024x1024, high, image:high-1024x1024",
        "gpt-image-1, auto, high, image",
        "gpt-image-1, 1024x1024, auto, image",
        "gpt-image-1, 1024x1024, standard, image",
    })
    void pictures_are_priced_by_quality_and_size(String model, String size, String quality, String unit) {
        Intent intent = Asked.ask(
                "images",
                "{'model':'" + model + "','prompt':'a','n':2,'size':'" + size + "','quality':'" + quality + "'}");
        assertThat(intent.unitBounds()).containsOnlyKeys(unit).containsEntry(unit, 2L);
        assertThat(intent.answers()).isEqualTo(2);
    }

    @Test
    void the_characters_of_speech_are_code_points() {
        Intent intent = Asked.ask("speech", "{'model':'tts-1','input':'a€😀\\u20ac','voice':'alloy'}");
        assertThat(intent.unitBounds()).containsOnlyKeys("character").containsEntry("character", 4L);
        assertThat(intent.streaming()).isFalse();
    }
}

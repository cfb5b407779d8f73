package dev.tollgate.pricing.compare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.Usage;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UsageNotationTest {

    @Test
    void reads_short_words_those_of_the_file_and_those_of_answers() {
        Usage usage = Usage.builder()
                .tokens(TokenKind.INPUT, 1200)
                .tokens(TokenKind.INPUT_CACHED, 800)
                .tokens(TokenKind.OUTPUT, 300)
                .tool("webSearch", 1)
                .build();
        assertThat(UsageNotation.parse("in=1200, cached=800, out=300, web_search=1"))
                .isEqualTo(usage);
        assertThat(UsageNotation.parse("input=1200,input_cached=800,output=300,web_search=1"))
                .isEqualTo(usage);
        assertThat(UsageNotation.parse("input=1200,inputCached=800,output=300,tool:webSearch=1"))
                .isEqualTo(usage);
        assertThat(UsageNotation.parse("")).isEqualTo(Usage.NONE);
    }

    @ParameterizedTest
    @CsvSource({
        "web_search, webSearch",
        "search_low, searchLow",
        "search_medium, searchMedium",
        "search_high, searchHigh",
        "file_search, fileSearch",
        "code_session, codeSession",
        "image_generation, imageGeneration"
    })
    void tools_are_called_as_the_file_calls_their_fees(String word, String tool) {
        Usage usage = Usage.builder().tool(tool, 2).build();
        assertThat(UsageNotation.parse(word + "=2")).isEqualTo(usage);
        assertThat(UsageNotation.write(usage)).isEqualTo(word + "=2");
    }

    @Test
    void reads_what_it_writes() {
        Usage.Builder all = Usage.builder().tool("webSearch", 1).tool("newTool", 2);
        long count = 1;
        for (TokenKind kind : TokenKind.values()) {
            all.tokens(kind, count++);
        }
        Usage usage = all.unit("unit", 3)
                .unit("request", 2)
                .unit("image:1024x1024", 4)
                .serviceTier(Optional.of("priority"))
                .build();
        assertThat(UsageNotation.parse(UsageNotation.write(usage))).isEqualTo(usage);
        assertThat(UsageNotation.write(Usage.NONE)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "in | write in=1200",
                "in=-1 | write in=1200",
                "in=1.5 | write in=1200",
                "in=9999999999999999999 | write in=1200",
                "in=1,,out=1 | write in=1200",
                "in=1=2 | write in=1200",
                "ouput=1 | 'ouput' is no kind of usage; there are in, cached,",
                "in=1,input=2 | 'input' is given twice",
                "tier=flex,tier=flex | 'tier=flex' is not a part of a usage"
            })
    void refuses_what_it_might_misread(String text, String sentence) {
        assertThatThrownBy(() -> UsageNotation.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
    }
}

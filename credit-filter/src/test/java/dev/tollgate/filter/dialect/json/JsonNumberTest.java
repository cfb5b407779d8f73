package dev.tollgate.filter.dialect.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

final class JsonNumberTest {

    private static final String MARKS = "01.eE+-x";
    private static final int LONGEST = 6;

    /** RFC 8259 section 6. */
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][+-]?[0-9]+)?");

    @Test
    void what_is_no_number_by_the_grammar_has_a_misplaced_byte() {
        assertThat(numbersFrom("0") + numbersFrom("1") + numbersFrom("-")).isGreaterThan(1_000);
    }

    private static int numbersFrom(String text) {
        boolean number = NUMBER.matcher(text).matches();
        assertThat(isTaken(text + ',')).as(text).isEqualTo(number);
        int numbers = number ? 1 : 0;
        if (text.length() < LONGEST) {
            for (char mark : MARKS.toCharArray()) {
                numbers += numbersFrom(text + mark);
            }
        }
        return numbers;
    }

    private static boolean isTaken(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        JsonNumber number = new JsonNumber(bytes[0]);
        for (int i = 1; i < bytes.length; i++) {
            if (number.isMisplaced(bytes[i])) {
                return false;
            }
        }
        return true;
    }
}

package dev.tollgate.app.llm;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.admin.problem.Problem;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies of many values are refused before anything is made of them. */
final class ValuesTest {

    /** The object and its list are two. */
    private static final int AROUND = 2;

    private static void count(String list) {
        Values.count(("{\"messages\":[" + list + "]}").getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{},", "[],", "1,", "null,", "true,", "\"x\",", "{\"a\":1},"})
    void as_many_as_may_be_are_taken_and_one_more_is_not(String value) {
        int each = value.contains(":") ? 2 : 1;
        String most = value.repeat((Values.MOST - AROUND) / each);
        assertThatCode(() -> count(most.substring(0, most.length() - 1))).doesNotThrowAnyException();
        assertThatThrownBy(() -> count(most + "7"))
                .isInstanceOf(Problem.class)
                .hasMessageContaining(Values.MOST + " values");
    }

    @Test
    void a_picture_is_one_value_and_what_is_no_json_is_told_by_others() {
        assertThatCode(() -> count("\"" + "A".repeat(9 * 1024 * 1024) + "\"")).doesNotThrowAnyException();
        assertThatCode(() -> count("{},{")).doesNotThrowAnyException();
        assertThatCode(() -> count("{} {}")).doesNotThrowAnyException();
        assertThatThrownBy(() -> count("{},".repeat(Values.MOST) + "{")).isInstanceOf(Problem.class);
    }

    @Test
    void a_request_is_counted_before_it_is_read() {
        byte[] body = ("{\"messages\":[" + "{},".repeat(Values.MOST) + "{}]}").getBytes(StandardCharsets.UTF_8);
        assertThatThrownBy(() -> LlmRequest.of(body)).hasMessageContaining(Values.MOST + " values");
    }
}

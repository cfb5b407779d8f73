package dev.tollgate.admin.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FieldsTest {

    private static Fields fields(String json) {
        return Fields.of(json.getBytes(StandardCharsets.UTF_8), "name", "amount");
    }

    @Test
    void reads_texts_and_decimals_of_either_form() {
        assertThat(fields("{\"name\":\"Zoë\",\"amount\":\"12.50\"}").text("name", 10))
                .contains("Zoë");
        assertThat(fields("{\"amount\":\"12.50\"}").decimal("amount")).contains("12.50");
        assertThat(fields("{\"amount\":12.50}").decimal("amount")).contains("12.50");
        assertThat(fields("{\"amount\":12}").decimal("amount")).contains("12");
        assertThat(fields("{\"amount\":1.25e1}").decimal("amount")).contains("12.5");
    }

    @Test
    void takes_null_and_nothing_for_absent() {
        assertThat(fields("{\"name\":null}").text("name", 10)).isEmpty();
        assertThat(fields("{}").decimal("amount")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "   ",
                "null",
                "[]",
                "\"name\"",
                "{",
                "{\"name\":\"a\"} {}",
                "{\"name\":\"a\",\"name\":\"b\"}",
                "{'name':'a'}",
                "{\"amount\":1e99999999999999999999}",
                "{\"amount\":NaN}"
            })
    void refuses_what_is_not_one_object_with_each_field_once(String json) {
        assertThatThrownBy(() -> fields(json))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.code()).isEqualTo("invalid_json"));
    }

    @Test
    void refuses_bytes_that_are_not_utf8() {
        byte[] body = "{\"name\":\"Zoë\"}".getBytes(StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> Fields.of(body, "name")).isInstanceOf(Problem.class);
    }

    @Test
    void names_a_field_that_is_not_known() {
        assertThatThrownBy(() -> fields("{\"amuont\":\"1\"}")).isInstanceOfSatisfying(Problem.class, problem -> {
            assertThat(problem.field()).isEqualTo("amuont");
            assertThat(problem).hasMessageContaining("it takes name, amount");
        });
    }

    @Test
    void names_a_field_of_the_wrong_type() {
        assertThatThrownBy(() -> fields("{\"name\":5}").text("name", 10))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.field()).isEqualTo("name"));
        assertThatThrownBy(() -> fields("{\"amount\":true}").decimal("amount"))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.field()).isEqualTo("amount"));
        assertThatThrownBy(() -> fields("{\"amount\":{}}").decimal("amount")).isInstanceOf(Problem.class);
    }

    @Test
    void refuses_numbers_that_could_fill_the_memory_when_written_out() {
        assertThatThrownBy(() -> fields("{\"amount\":1e999999999}").decimal("amount"))
                .isInstanceOf(Problem.class);
        assertThatThrownBy(() -> fields("{\"amount\":1e-999999999}").decimal("amount"))
                .isInstanceOf(Problem.class);
    }

    @Test
    void refuses_texts_that_are_too_long_or_hold_a_zero_byte() {
        assertThatThrownBy(() -> fields("{\"name\":\"12345678901\"}").text("name", 10))
                .isInstanceOf(Problem.class);
        assertThatThrownBy(() -> fields("{\"name\":\"a\\u0000b\"}").text("name", 10))
                .isInstanceOf(Problem.class);
    }
}

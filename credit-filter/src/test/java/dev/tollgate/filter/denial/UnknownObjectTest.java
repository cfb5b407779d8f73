package dev.tollgate.filter.denial;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class UnknownObjectTest {

    @Test
    void shows_no_more_of_field_and_id_than_fits_into_a_message() {
        Denial denial = new UnknownObject("f".repeat(50_000), "i".repeat(50_000));
        assertThat(denial.message())
                .startsWith("'" + "f".repeat(200) + "…' names \"" + "i".repeat(100) + "…\", which is nothing");
        assertThat(denial.param()).contains("f".repeat(200) + "…");
    }

    @Test
    void shows_no_signs_that_cannot_be_written() {
        assertThat(new UnknownObject("f", "a\n\uD800b").message()).startsWith("'f' names \"a  b\", which");
    }
}

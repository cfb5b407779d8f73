package dev.tollgate.admin.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Lines that spreadsheets and programs read alike. */
final class CsvTest {

    @Test
    void joins_cells_with_commas_and_leaves_absent_ones_empty() {
        assertThat(Csv.line(1, "gpt-4o", null, new BigDecimal("-0.5"))).isEqualTo("1,gpt-4o,,-0.5\r\n");
    }

    @Test
    void quotes_what_would_break_a_line() {
        assertThat(Csv.line("a,b", "say \"hi\"", "two\r\nlines", "a;b"))
                .isEqualTo("\"a,b\",\"say \"\"hi\"\"\",\"two\r\nlines\",\"a;b\"\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=1+1",
                "+1+1",
                "-1+1",
                "@SUM(A1)",
                " =1+1",
                "\t=1",
                "\r=1",
                "\n=1",
                "\tplain",
                "\uFF1D1+1",
                "\u00A0=1",
                "\u200B=1",
                "=\n1",
                "-1e5",
                "--1",
                "=HYPERLINK(\"http://example.com\",\"x\")"
            })
    void lets_no_text_become_a_formula(String text) {
        assertThat(Csv.line(text)).startsWith("\"'");
    }

    @ParameterizedTest
    @CsvSource({"-12.5", "0", "12.000000001", "-0.5"})
    void leaves_numbers_numbers(String number) {
        assertThat(Csv.line(number)).isEqualTo(number + "\r\n");
    }
}

package dev.tollgate.ledger.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.compare.PastCall;
import dev.tollgate.pricing.compare.UsageNotation;
import java.io.StringReader;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class UsageCsvTest {

    private static final String GOOD =
            "2026-11-20T10:00:00Z,acc_1,pro,chat,platform,gpt-4o,,\"in=10,out=5\",,0.0123,0.00123";

    private static List<PastCall> read(String text) {
        List<PastCall> calls = new ArrayList<>();
        UsageCsv.read("calls.csv", new StringReader(text), calls::add);
        return calls;
    }

    @Test
    void reads_what_it_writes() {
        PastCall call = new PastCall(
                Instant.parse("2026-11-20T10:00:00.123456Z"),
                "acc_1",
                "pro",
                "messages",
                true,
                "a \"quoted\", name",
                Optional.of("another"),
                UsageNotation.parse("in=1200,cached=800,out=300,web_search=1"),
                List.of(
                        new PastCall.More("adviser", UsageNotation.parse("in=5,out=6")),
                        new PastCall.More("other", UsageNotation.parse(""))),
                Credits.of(new BigDecimal("0.012345678")),
                Optional.of(new BigDecimal("0.0012345678")));
        PastCall spend = new PastCall(
                Instant.EPOCH,
                "acc_2",
                "free",
                PastCall.SPEND,
                false,
                "sms",
                Optional.empty(),
                UsageNotation.parse("unit=3"),
                List.of(),
                Credits.ZERO,
                Optional.empty());
        assertThat(read(UsageCsv.head() + UsageCsv.line(call) + UsageCsv.line(spend)))
                .containsExactly(call, spend);
        assertThat(read(UsageCsv.head())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "=HYPERLINK(\"http://evil\")",
                "+1",
                "-2",
                "@SUM(A1)",
                " =1",
                "\t=1",
                "\uFF1D1",
                "'=1",
                "''-2",
                "'plain",
                "gpt-4o"
            })
    void no_name_becomes_a_formula_and_each_is_read_as_it_was(String name) {
        PastCall call = new PastCall(
                Instant.EPOCH,
                name,
                name,
                name,
                false,
                name,
                Optional.of(name),
                UsageNotation.parse("in=5"),
                List.of(new PastCall.More(name, UsageNotation.parse("in=5,out=6"))),
                Credits.ZERO,
                Optional.empty());
        String line = UsageCsv.line(call);
        assertThat(line).doesNotContainPattern("(^|,)\"?\\s*[=+\\-@\uFF1D]");
        assertThat(read(UsageCsv.head() + line)).containsExactly(call);
    }

    @Test
    void takes_the_lines_of_any_system() {
        String head = UsageCsv.head().strip();
        assertThat(read(head + "\n" + GOOD + "\n" + GOOD)).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "acc_1 | ~~ | account: is empty",
                "0.0123 | 1,5 | there are 12 cells; write 11",
                "platform | mine | key: 'mine' is nobody's key; write platform or own",
                "0.0123 | -1 | charged: '-1' is not an amount; write a plain decimal",
                "0.0123 | 1e5 | charged: '1e5' is not an amount",
                "0.0123 | 9999999999 | charged: ",
                "2026-11-20T10:00:00Z | yesterday | at: 'yesterday' is not a time",
                "out=5 | ouput=5 | usage: 'ouput' is no kind of usage",
                "0.00123 | $1 | charged_usd: '$1' is not an amount",
                ",,0 | ,half{,0 | additional: 'half{' is not the work of a model"
            })
    void names_the_line_and_the_column_of_what_is_wrong(String text, String instead, String sentence) {
        assertThat(GOOD).contains(text);
        assertThatThrownBy(() -> read(UsageCsv.head() + GOOD + "\r\n" + GOOD.replace(text, instead)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("calls.csv:3: ")
                .hasMessageContaining(sentence);
    }

    @Test
    void refuses_other_columns_and_what_is_no_csv() {
        assertThatThrownBy(() -> read("at,account\r\n")).hasMessageContaining("calls.csv:1: the first line must name");
        assertThatThrownBy(() -> read("")).hasMessageContaining("calls.csv:1: the first line must name");
        assertThat(read("\uFEFF" + UsageCsv.head()))
                .as("as spreadsheets write it")
                .isEmpty();
        assertThatThrownBy(() -> read(UsageCsv.head() + "\"open")).hasMessageContaining("this is not CSV");
    }
}

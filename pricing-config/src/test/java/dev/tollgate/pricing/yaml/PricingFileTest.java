package dev.tollgate.pricing.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tollgate.pricing.Model;
import dev.tollgate.pricing.PriceBook;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PricingFileTest {

    private static final String THIN =
            "providers: { p: { url: http://localhost:1 } }\nmodels: { m: { provider: p, free: true } }\n";

    @Test
    void reads_the_thinnest_file(@TempDir Path folder) throws IOException {
        PriceBook book = PricingFile.read(Files.writeString(folder.resolve("pricing.yaml"), THIN));
        assertThat(book.models()).extracting(Model::name).containsExactly("m");
        assertThat(book.models().get(0).defaultOutput()).isEqualTo(4096);
    }

    @Test
    void the_version_names_the_content() {
        String version = PricingFile.read("a", THIN).version();
        assertThat(version)
                .matches("[0-9a-f]{12}")
                .isEqualTo(PricingFile.read("b", THIN).version());
        assertThat(PricingFile.read("a", THIN + "# a comment\n").version()).isNotEqualTo(version);
    }

    @Test
    void a_byte_order_mark_and_other_line_ends_change_nothing() {
        String windows = "\uFEFFversion: 1\r\n" + THIN.replace("\n", "\r\n");
        assertThat(PricingFile.read("windows.yaml", windows).models()).hasSize(1);
        PricingProblems problems = problems("\uFEFFvresion: 1\r\n" + THIN.replace("free", "fere"));
        assertThat(places(problems)).containsExactly("1:1", "3:14", "3:29");
    }

    @Test
    void a_default_output_bound_is_never_above_what_the_model_can_write() {
        PriceBook book = PricingFile.read(
                "m.yaml",
                """
                providers: { p: { url: http://localhost:1 } }
                models:
                  small: { provider: p, free: true, max_output_tokens: 1K }
                  large: { provider: p, free: true, max_output_tokens: 64000, default_output_tokens: 8K, max_input_tokens: 1M }
                """);
        assertThat(book.models()).extracting(Model::defaultOutput).containsExactly(1000L, 8000L);
        assertThat(book.models().get(1).maxInput()).hasValue(1_000_000);
    }

    @Test
    void an_anchor_repeats_a_whole_entry() {
        PriceBook book = PricingFile.read(
                "anchors.yaml",
                """
                providers: { p: { url: http://localhost:1 } }
                models:
                  a: &a { provider: p, tokens: { input: 1, output: 2 } }
                  "a-20*": *a
                """);
        assertThat(book.models()).extracting(Model::name).containsExactly("a", "a-20*");
    }

    @Test
    void a_file_may_begin_later_and_says_when() {
        Instant start = Instant.parse("2026-12-01T00:00:00Z");
        String yaml = "effective: 2026-12-01T01:00:00+01:00\n" + THIN;
        Surroundings before = Surroundings.UNKNOWN.at(InstantSource.fixed(start));
        assertThat(PricingFile.check("f", yaml, before).warnings()).isEmpty();
        assertThat(PricingFile.check("f", yaml, before).book().effective()).contains(start);
        Surroundings after = Surroundings.UNKNOWN.at(InstantSource.fixed(start.plusNanos(1)));
        assertThat(PricingFile.check("f", yaml, after).warnings())
                .extracting(Problem::what)
                .containsExactly("this time has passed, the prices hold at once; remove it, or write a later time");
        assertThat(PricingFile.read("f", THIN).effective()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:8081",
                "https://api.openai.com",
                "http://[::1]:9/prefix/",
                "HTTPS://api.example.com/openai/v1"
            })
    void any_address_is_used_as_it_stands(String url) {
        PriceBook book = PricingFile.read("u", "providers: { p: { url: '" + url + "' } }\nmodels: {}\n");
        assertThat(book.providers().values())
                .extracting(each -> each.url().toString())
                .containsExactly(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://x",
                "localhost:8080",
                "http://",
                "http://x:70000",
                "https://x/?key=1",
                "https://x/#a",
                "/v1",
                "http://a b"
            })
    void what_is_no_address_is_refused(String url) {
        assertThat(places(problems("providers: { p: { url: '" + url + "' } }\nmodels: {}\n")))
                .containsExactly("1:24");
    }

    @Test
    void what_cannot_be_read_is_one_problem(@TempDir Path folder) throws IOException {
        assertThat(whyUnreadable(folder.resolve("none.yaml"))).isEqualTo("there is no such file; check the path");
        assertThat(whyUnreadable(folder)).isEqualTo("this is a folder; name a pricing file, for example pricing.yaml");
        Path binary = Files.write(folder.resolve("binary.yaml"), new byte[] {'a', ':', (byte) 0xC3, '('});
        assertThat(whyUnreadable(binary)).isEqualTo("the file is not UTF-8 text; save it as UTF-8");
        Path huge = Files.write(
                folder.resolve("huge.yaml"), " ".repeat(8 * 1024 * 1024 + 1).getBytes(StandardCharsets.UTF_8));
        assertThat(whyUnreadable(huge)).isEqualTo("the file is larger than 8 MB; a price list is not, check its name");
    }

    @Test
    void deep_nesting_and_anchors_that_multiply_end_in_a_problem() {
        assertThat(problems("a: " + "[".repeat(200_000)).problems()).hasSize(1);
        assertThat(problems("{a: ".repeat(200_000)).problems()).hasSize(1);
        String bomb = "a: &a [x]\n"
                + IntStream.range(0, 30)
                        .mapToObj(i -> "b" + i + ": &b" + i + " [" + "*a, ".repeat(9) + "*"
                                + (i == 0 ? "a" : "b" + (i - 1)) + "]\n")
                        .collect(Collectors.joining());
        assertThat(problems(bomb).problems()).isNotEmpty();
        assertThat(problems("models: &m { a: *m }\nproviders: &p { p: *p }\n").problems())
                .isNotEmpty();
    }

    @Test
    void a_small_file_that_comes_to_more_than_fits_into_memory_is_refused() {
        String plans = IntStream.range(0, 400)
                .mapToObj(n ->
                        "  p" + n + ": { models: " + (n == 0 ? "&m [" + "a, ".repeat(5_000) + "a]" : "*m") + " }\n")
                .collect(Collectors.joining());
        assertThat(problems("plans:\n" + plans).problems()).singleElement().satisfies(problem -> assertThat(
                        problem.what())
                .isEqualTo("the file comes to more than 1000000 values, with what its anchors stand for; write"
                        + " less, or repeat less"));
        String wildcards = IntStream.rangeClosed(0, 1_000)
                .mapToObj(n -> "  \"a" + n + "*\": { deny: true }\n")
                .collect(Collectors.joining());
        assertThat(problems("providers: { p: { url: http://x } }\nmodels:\n  b: { provider: p, free: true }\n"
                                + wildcards)
                        .problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.what())
                            .isEqualTo("there are more than 1000 wildcards; write the names of models instead");
                    assertThat(problem.line()).isEqualTo(1_004);
                });
    }

    @Test
    void stops_telling_at_a_hundred_problems_and_says_so() {
        String yaml =
                IntStream.range(0, 1000).mapToObj(i -> "key" + i + ": 1\n").collect(Collectors.joining());
        PricingProblems problems = problems(yaml);
        assertThat(problems.problems()).hasSize(100);
        assertThat(problems).hasMessageEndingWith("There may be more; these are the first 100.");
    }

    @Test
    void amounts_that_no_credits_can_hold_are_a_problem() {
        String yaml =
                "credit: { worth: 0.000000000000000001 }\nbalance: { minimum: 1000 }\npackages: { p: { pay: 999 } }\n"
                        + THIN;
        assertThat(places(problems(yaml))).containsExactly("2:21", "3:23");
    }

    private static PricingProblems problems(String yaml) {
        return catchThrowableOfType(PricingProblems.class, () -> PricingFile.read("test.yaml", yaml));
    }

    private static List<String> places(PricingProblems problems) {
        return problems.problems().stream()
                .map(problem -> problem.line() + ":" + problem.column())
                .toList();
    }

    private static String whyUnreadable(Path file) {
        PricingProblems problems = catchThrowableOfType(PricingProblems.class, () -> PricingFile.read(file));
        assertThat(problems.problems()).hasSize(1);
        return problems.problems().get(0).what();
    }
}

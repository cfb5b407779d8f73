package dev.tollgate.pricing.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tollgate.pricing.Model;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One book of several files. */
final class IncludeTest {

    @TempDir
    Path folder;

    @BeforeEach
    void write() throws IOException {
        write(
                "prices/pricing.yaml",
                "include: ['models/*.yaml', services.yaml]\nplans: { free: { models: [a, b] } }\n");
        write("prices/models/b.yaml", "models: { b: { provider: p, free: true, aliases: [b-latest] } }\n");
        write("prices/models/a.yaml", "models: { a: { provider: p, free: true } }\n");
        write("prices/models/.hidden.yaml", "models: { hidden: { provider: p, free: true } }\n");
        write("prices/models/notes.txt", "not included");
        write("prices/services.yaml", "providers: { p: { url: http://x } }\nservices: { sms: { unit: 1 } }\n");
    }

    private Path write(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private Path main() {
        return folder.resolve("prices/pricing.yaml");
    }

    private String version() {
        return PricingFile.read(main()).version();
    }

    @Test
    void reads_all_files_that_a_pattern_means_in_the_order_of_their_names() {
        PriceBook book = PricingFile.read(main());
        assertThat(book.models()).extracting(Model::name).containsExactly("a", "b");
        assertThat(book.services()).extracting(Service::name).containsExactly("sms");
        assertThat(book.model("b-latest")).isPresent();
    }

    @Test
    void the_version_covers_every_file_its_name_and_which_one_says_what() throws IOException {
        String version = version();
        assertThat(version()).isEqualTo(version);
        write("prices/models/a.yaml", "models: { a: { provider: p, free: true } } #\n");
        String changed = version();
        Files.move(folder.resolve("prices/models/a.yaml"), folder.resolve("prices/models/c.yaml"));
        String renamed = version();
        write("prices/models/notes.txt", "still not included");
        assertThat(version()).isEqualTo(renamed);
        assertThat(version).isNotEqualTo(changed).isNotEqualTo(renamed);
        assertThat(changed).isNotEqualTo(renamed);
    }

    @Test
    void a_pattern_that_means_the_file_itself_leaves_it_out() throws IOException {
        write("prices/pricing.yaml", "include: '**.yaml'\n");
        assertThat(PricingFile.read(main()).models()).hasSize(2);
    }

    @Test
    void a_link_that_leads_out_of_the_folder_is_refused_and_one_within_is_followed() throws IOException {
        Path outside = write("secret.yaml", "models: { s: { provider: p, free: true } }\n");
        Path inside = write("prices/..data/within.yaml", "models: { w: { provider: p, free: true } }\n");
        Files.createSymbolicLink(folder.resolve("prices/models/within.yaml"), inside);
        assertThat(PricingFile.read(main()).model("w")).isPresent();
        Files.createSymbolicLink(folder.resolve("prices/models/outside.yaml"), outside);
        PricingProblems problems = catchThrowableOfType(PricingProblems.class, () -> PricingFile.read(main()));
        assertThat(problems)
                .hasMessageContaining("'models/outside.yaml' lies outside of this file's folder")
                .hasMessageContaining("pricing.yaml:1:11");
    }

    @Test
    void a_file_whose_name_has_spaces_is_refused_with_a_better_one() throws IOException {
        write("prices/models/two words.yaml", "models: { w: { provider: p, free: true } }\n");
        assertThat(texts())
                .contains(
                        """
                        prices/pricing.yaml:1:11: 'include': 'models/two words.yaml' cannot be included; give it a name without spaces, such as openai.yaml
                            include: ['models/*.yaml', services.yaml]
                                      ^""");
    }

    @Test
    void files_that_are_too_large_together_are_refused_though_none_of_them_is() throws IOException {
        write("prices/models/b.yaml", "#" + " ".repeat(5 * 1024 * 1024));
        write("prices/models/c.yaml", "#" + " ".repeat(5 * 1024 * 1024));
        assertThat(texts())
                .contains(
                        """
                        prices/pricing.yaml:1:11: all files together are larger than 8 MB; include less
                            include: ['models/*.yaml', services.yaml]
                                      ^""");
    }

    /** What is told, with files as they are called from the folder of the test. */
    private List<String> texts() {
        PricingProblems problems = catchThrowableOfType(PricingProblems.class, () -> PricingFile.read(main()));
        return problems.problems().stream()
                .map(problem -> problem.toString().replace(folder + "/", ""))
                .toList();
    }

    @Test
    void a_mistake_is_told_at_its_place_in_the_included_file() throws IOException {
        Path wrong = write("prices/models/b.yaml", "models:\n  b: { provider: p, fere: true }\n");
        PricingProblems problems = catchThrowableOfType(PricingProblems.class, () -> PricingFile.read(main()));
        assertThat(problems.problems()).extracting(Problem::file).containsOnly(wrong.toString());
        assertThat(problems.getMessage()).startsWith(wrong + ":2:6: ").contains(wrong + ":2:21: unknown key 'fere'");
    }

    @Test
    void carries_all_files_in_one_text_that_reads_as_the_same_book_without_a_folder() {
        ReadPricing read = PricingFile.check(main(), Surroundings.UNKNOWN);
        ReadPricing again = PricingFile.check("stored", read.text(), Surroundings.UNKNOWN);
        assertThat(again.book().version()).isEqualTo(read.book().version());
        assertThat(again.book().models()).isEqualTo(read.book().models());
        assertThat(again.text()).isEqualTo(read.text());
        PricingProblems cut = catchThrowableOfType(
                PricingProblems.class,
                () -> PricingFile.read(
                        "cut", read.text().substring(0, read.text().length() - 5)));
        assertThat(cut.problems()).isNotEmpty();
    }

    @Test
    void a_file_that_includes_nothing_is_its_own_text() {
        String yaml = "providers: { p: { url: http://x } }\nmodels: { a: { provider: p, free: true } }\n";
        assertThat(PricingFile.check("one", yaml, Surroundings.UNKNOWN).text()).isEqualTo(yaml);
    }

    @Test
    void a_name_that_could_be_written_in_two_ways_is_refused() throws IOException {
        for (String name : new String[] {"./models/a.yaml", "models//a.yaml", "models/./a.yaml", "*a*a*a*a*"}) {
            write("prices/pricing.yaml", "include: '" + name + "'\n");
            PricingProblems refused = catchThrowableOfType(PricingProblems.class, () -> PricingFile.read(main()));
            assertThat(refused).as(name).hasMessageContaining("include").hasMessageContaining("write a name such as");
        }
    }

    @Test
    void a_pattern_that_fits_more_files_than_anybody_means_is_refused() throws IOException {
        for (int i = 0; i <= 1_000; i++) {
            write("prices/many/" + i + ".yaml", "");
        }
        write("prices/pricing.yaml", "include: many/*.yaml\n");
        assertThat(why(() -> PricingFile.read(main())))
                .isEqualTo("'include': more than 1000 files fit 'many/*.yaml'; write a narrower pattern");
    }

    @Test
    void a_text_without_a_folder_includes_nothing() {
        assertThat(why(() -> PricingFile.read("body", "include: models.yaml\n")))
                .isEqualTo(
                        "'include': this text has no folder to find files in; write their entries here, or give a file");
    }

    private static String why(ThrowingCallable reading) {
        return catchThrowableOfType(PricingProblems.class, reading).problems().stream()
                .map(Problem::what)
                .filter(what -> what.startsWith("'include'"))
                .collect(Collectors.joining());
    }
}

package dev.tollgate.pricing.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What an admin is told: for each wrong file of {@code problems/}, the whole text that stands beside it. */
final class ProblemTextsTest {

    private static final Path FOLDER = folder();

    static List<String> wrong_files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml"))
                    .map(name -> name.substring(0, name.length() - ".yaml".length()))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("wrong_files")
    void says_exactly(String name) throws IOException {
        String yaml = Files.readString(FOLDER.resolve(name + ".yaml"));
        PricingProblems problems =
                catchThrowableOfType(PricingProblems.class, () -> PricingFile.read(name + ".yaml", yaml));
        String expected = Files.readString(FOLDER.resolve(name + ".txt"));
        assertThat(problems.getMessage() + "\n").isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("wrong_files")
    void points_into_the_file_and_shows_no_secret(String name) throws IOException {
        String yaml = Files.readString(FOLDER.resolve(name + ".yaml"));
        List<String> lines = yaml.lines().toList();
        PricingProblems problems =
                catchThrowableOfType(PricingProblems.class, () -> PricingFile.read(name + ".yaml", yaml));
        assertThat(problems.problems()).isNotEmpty().allSatisfy(problem -> {
            assertThat(problem.line()).isBetween(1, lines.size());
            assertThat(problem.column())
                    .isBetween(1, lines.get(problem.line() - 1).length() + 1);
            assertThat(problem.what()).as("says what to do").containsAnyOf(";", "?");
        });
        assertThat(problems.getMessage()).doesNotContain("sk-live").doesNotContain("\u001b");
    }

    @Test
    void there_are_wrong_files_to_read() throws IOException {
        assertThat(wrong_files()).hasSizeGreaterThan(10);
    }

    private static Path folder() {
        try {
            return Path.of(Objects.requireNonNull(ProblemTextsTest.class.getResource("/problems"))
                    .toURI());
        } catch (URISyntaxException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

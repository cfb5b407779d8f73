package dev.tollgate.pricing.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What an admin is told: for each file of {@code problems/}, the whole text that stands beside it. To accept new texts,
 * run this test with {@code -Dtollgate.problems=accept} and read what it changed.
 */
final class ProblemTextsTest {

    private static final boolean ACCEPT = "accept".equals(System.getProperty("tollgate.problems"));

    /** In November 2026, with the variables set whose names do not say otherwise. */
    private static final Surroundings SURROUNDINGS = new Surroundings(
            InstantSource.fixed(Instant.parse("2026-11-21T00:00:00Z")), name -> !name.endsWith("_UNSET"));

    private static final Path FOLDER = folder();

    static List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml"))
                    .map(name -> name.substring(0, name.length() - ".yaml".length()))
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void says_exactly(String name) throws IOException {
        String told = told(name);
        Path golden = FOLDER.resolve(name + ".txt");
        if (ACCEPT) {
            Files.writeString(golden, told);
        }
        assertThat(told).isEqualTo(Files.readString(golden));
    }

    @ParameterizedTest
    @MethodSource("files")
    void points_into_the_file_and_shows_no_secret(String name) throws IOException {
        Found found = check(name);
        List<Problem> all = new ArrayList<>(found.problems());
        all.addAll(found.warnings());
        assertThat(all).isNotEmpty();
        for (Problem problem : all) {
            List<String> lines =
                    Files.readString(FOLDER.resolve(problem.file())).lines().toList();
            assertThat(problem.line()).isBetween(1, lines.size());
            assertThat(problem.column())
                    .isBetween(1, lines.get(problem.line() - 1).length() + 1);
            assertThat(problem.what()).as("says what to do").containsAnyOf(";", "?");
        }
        assertThat(told(name)).doesNotContain("sk-live").doesNotContain("\u001b");
    }

    @Test
    void there_are_enough_of_them() throws IOException {
        assertThat(files()).hasSizeGreaterThanOrEqualTo(40);
    }

    private record Found(List<Problem> problems, List<Problem> warnings) {}

    private static String told(String name) throws IOException {
        Found found = check(name);
        return Stream.concat(
                        found.problems().stream().map(Problem::toString),
                        found.warnings().stream().map(warning -> "warning: " + warning))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** Under the file's name alone, so that the texts are the same on every machine. */
    private static Found check(String name) throws IOException {
        Path file = FOLDER.resolve(name + ".yaml");
        try {
            ReadPricing read = Files.readString(file).contains("\ninclude: ")
                    ? PricingFile.check(file, SURROUNDINGS)
                    : PricingFile.check(name + ".yaml", Files.readString(file), SURROUNDINGS);
            return new Found(List.of(), shortened(read.warnings()));
        } catch (PricingProblems problems) {
            return new Found(shortened(problems.problems()), shortened(problems.warnings()));
        }
    }

    private static List<Problem> shortened(List<Problem> problems) {
        String prefix = FOLDER + "/";
        return problems.stream()
                .map(problem -> new Problem(
                        problem.file().replace(prefix, ""),
                        problem.line(),
                        problem.column(),
                        problem.what().replace(prefix, ""),
                        problem.source()))
                .toList();
    }

    /** Of the sources, so that accepted texts are written where they belong. */
    private static Path folder() {
        Path folder = Path.of("").toAbsolutePath();
        String resources = "pricing-config/src/test/resources/problems";
        while (!Files.exists(folder.resolve(resources))) {
            folder = Objects.requireNonNull(folder.getParent(), "no folder above has " + resources);
        }
        return folder.resolve(resources);
    }
}

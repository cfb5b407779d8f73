package dev.tollgate.admin.problem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.pricing.compare.SimulationResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;

/** Programs go by the codes of problems: each stands in the docs with its status, and nothing else does. */
final class ProblemCodesTest {

    private static final Path SOURCES = Path.of("src/main/java");
    private static final Path PAGE = Path.of("../docs/api.md");

    /** As the sources make them; some choose between two. */
    private static final Pattern MADE =
            Pattern.compile("HttpStatus\\.([A-Z_]+),\\s*(?:\\w+ \\? )?\"(\\w+)\"(?: : \"(\\w+)\")?");

    /** Refusals of promo codes, all of them conflicts. */
    private static final Pattern REFUSED = Pattern.compile("throw refused\\(\\s*\"(\\w+)\"");

    private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d{3}) \\| (`\\w+`(?:, `\\w+`)*) \\|");

    @Test
    void stand_in_the_docs() throws IOException {
        assertThat(documented()).isEqualTo(made());
    }

    @Test
    void so_do_the_reasons_for_which_a_simulated_call_would_be_refused() throws IOException {
        String page = Files.readString(PAGE);
        for (SimulationResult.Reason reason : SimulationResult.Reason.values()) {
            assertThat(page).contains("`" + reason.name().toLowerCase(Locale.ROOT) + "`");
        }
    }

    private static Set<String> documented() throws IOException {
        Set<String> all = new TreeSet<>();
        ROW.matcher(Files.readString(PAGE)).results().forEach(row -> {
            for (String code : row.group(2).split(", ")) {
                all.add(row.group(1) + " " + code.replace("`", ""));
            }
        });
        return all;
    }

    private static Set<String> made() throws IOException {
        Set<String> all = new TreeSet<>();
        for (Path source : sources()) {
            String text = Files.readString(source);
            MADE.matcher(text).results().forEach(code -> add(all, code));
            Matcher refused = REFUSED.matcher(text);
            while (refused.find()) {
                all.add(HttpStatus.CONFLICT.value() + " " + refused.group(1));
            }
        }
        return all;
    }

    private static void add(Set<String> all, MatchResult made) {
        int status = HttpStatus.valueOf(made.group(1)).value();
        all.add(status + " " + made.group(2));
        if (made.group(3) != null) {
            all.add(status + " " + made.group(3));
        }
    }

    private static List<Path> sources() throws IOException {
        try (Stream<Path> all = Files.walk(SOURCES)) {
            return all.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}

package dev.tollgate.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.pricing.Model;
import dev.tollgate.pricing.yaml.PricingFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code tollgate pricing import litellm}. */
final class ImportCommandTest {

    private static final String TABLE =
            """
            {
              "gpt-x": { "litellm_provider": "openai", "mode": "chat", "supports_web_search": true,
                         "input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06 },
              "gpt-x-audio": { "litellm_provider": "openai", "mode": "chat",
                         "input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06 },
              "gpt-old": { "litellm_provider": "openai", "mode": "chat", "deprecation_date": "2020-01-01",
                         "input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06 },
              "claude-x": { "litellm_provider": "anthropic", "mode": "chat",
                         "input_cost_per_token": 3e-06, "output_cost_per_token": 1.5e-05 }
            }
            """;

    private Path folder;
    private Path table;

    private record Ended(int code, String out, String err) {}

    @BeforeEach
    void start(@TempDir Path given) throws IOException {
        folder = given;
        table = Files.writeString(folder.resolve("table.json"), TABLE);
    }

    private static Ended run(Object... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> words = new ArrayList<>(List.of("pricing", "import", "litellm"));
        Stream.of(arguments).map(Object::toString).forEach(words::add);
        int code = TollgateCommand.commandLine(Map.of())
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(words.toArray(String[]::new));
        assertThat(err.toString()).doesNotContain("\tat ");
        return new Ended(code, out.toString(), err.toString());
    }

    private static List<String> models(String yaml) {
        return PricingFile.read("models.yaml", yaml).models().stream()
                .map(Model::name)
                .toList();
    }

    @Test
    void prints_what_is_asked_for_as_a_file_that_can_be_read() {
        Ended all = run(table);
        assertThat(all.code()).as(all.err()).isZero();
        assertThat(models(all.out())).containsExactlyInAnyOrder("gpt-x", "gpt-x-audio", "claude-x");
        assertThat(models(run(table, "--only", "anthropic").out())).containsExactly("claude-x");
        assertThat(models(run(table, "--models", "gpt-*, !*-audio,").out())).containsExactly("gpt-x");
        assertThat(models(run(table, "--models=gpt-*", "--deprecated").out())).contains("gpt-old");
        assertThat(run(table, "--web-search=0.01").out()).contains("web_search: 0.01");
        assertThat(run(table).out()).doesNotContain("web_search: 0.01");
    }

    @Test
    void the_command_in_the_head_of_a_file_writes_the_file_again() {
        String first = run(
                        table,
                        "--only=openai,anthropic",
                        "--models=gpt-*,claude-*,!*-audio",
                        "--deprecated",
                        "--web-search=0.01",
                        "--table-date=2026-08-01")
                .out();
        Matcher head = Pattern.compile(
                        "# Written by: \\./tollgate pricing import litellm table\\.json (.*?)\n# Prices change",
                        Pattern.DOTALL)
                .matcher(first);
        assertThat(head.find()).as(first).isTrue();
        List<Object> words = new ArrayList<>(List.of(table));
        words.addAll(List.of(head.group(1).replace("\n# ", " ").replace("'", "").split(" +")));
        String again = run(words.toArray()).out();
        assertThat(again.replaceFirst("as read on \\S+", "")).isEqualTo(first.replaceFirst("as read on \\S+", ""));
    }

    @Test
    void writes_a_file_as_a_whole_and_replaces_the_one_before() throws IOException {
        Path written = Files.writeString(folder.resolve("models.yaml"), "before");
        Ended ended = run(table, "-o", written);
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out()).contains("models.yaml is written");
        assertThat(models(Files.readString(written))).hasSize(3);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactlyInAnyOrder(table, written);
        }
    }

    @Test
    void a_mistake_leaves_the_file_before_as_it_was() throws IOException {
        Path written = Files.writeString(folder.resolve("models.yaml"), "before");
        Ended ended = run(table, "--only=opnai", "-o", written);
        assertThat(ended.code()).isEqualTo(1);
        assertThat(ended.err()).contains("did you mean 'openai'?").hasLineCount(1);
        assertThat(written).hasContent("before");
        Ended folderInstead = run(table, "-o", folder.resolve("none/models.yaml"));
        assertThat(folderInstead.code()).isEqualTo(1);
        assertThat(folderInstead.err()).contains("cannot be written").hasLineCount(1);
        assertThat(run(folder.resolve("none.json")).err()).contains("There is no file");
    }

    @Test
    void wrong_options_are_told_with_what_to_write() {
        Ended price = run(table, "--web-search=1e-2");
        assertThat(price.code()).isEqualTo(64);
        assertThat(price.err()).contains("'1e-2' is not a price in dollars; write 0.01");
        Ended day = run(table, "--table-date=yesterday");
        assertThat(day.code()).isEqualTo(64);
        assertThat(day.err()).contains("'yesterday' is not a day; write 2026-11-20");
        assertThat(run().code()).isEqualTo(64);
    }
}

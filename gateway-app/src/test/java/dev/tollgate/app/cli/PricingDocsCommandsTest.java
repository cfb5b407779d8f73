package dev.tollgate.app.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands that docs/pricing.md shows do what it says. */
final class PricingDocsCommandsTest {

    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
    private static final Pattern COMMAND =
            Pattern.compile("```console\n\\$ \\./tollgate (pricing [^\n#]*)(?:# (\\d+))?\n(.*?)```", Pattern.DOTALL);
    private static final Pattern FILE = Pattern.compile("(?<=[ =])([a-z]+\\.(?:yaml|csv))");
    private static final Map<String, String> KEYS = Map.of("OPENAI_API_KEY", "x", "ANTHROPIC_API_KEY", "y");
    private static final Pattern IMPORT = Pattern.compile("\n    \\./tollgate (pricing import litellm [^\n]*)");
    private static final String VERSION = "\\b[0-9a-f]{12}\\b";

    @Test
    void each_of_them_ends_and_prints_as_shown(@TempDir Path folder) throws IOException {
        String page = Files.readString(root().resolve("docs/pricing.md"));
        Matcher example = YAML.matcher(page);
        assertThat(example.find()).isTrue();
        Files.writeString(folder.resolve("pricing.yaml"), example.group(1));
        Files.writeString(folder.resolve("new.yaml"), example.group(1).replace("input: 0.15", "input: 0.20"));
        Files.writeString(
                folder.resolve("calls.csv"),
                "at,account,plan,operation,key,model,answered_model,usage,additional,charged,charged_usd\n"
                        + "2026-11-20T10:00:00Z,acc_1,free,chat,platform,gpt-4o-mini,,in=1000000,,1.8,0.18\n");

        int commands = 0;
        for (Matcher shown = COMMAND.matcher(page); shown.find(); commands++) {
            StringWriter out = new StringWriter();
            StringWriter err = new StringWriter();
            String command = FILE.matcher(shown.group(1)).replaceAll(Matcher.quoteReplacement(folder + "/") + "$1");
            int code = TollgateCommand.commandLine(KEYS)
                    .setOut(new PrintWriter(out, true))
                    .setErr(new PrintWriter(err, true))
                    .execute(command.strip().split(" +"));
            assertThat(code)
                    .as(command + "\n" + err)
                    .isEqualTo(shown.group(2) == null ? 0 : Integer.parseInt(shown.group(2)));
            assertThat(plain(out.toString().replace(folder + "/", "")))
                    .as(command)
                    .isEqualTo(plain(shown.group(3)));
        }
        assertThat(commands).isGreaterThanOrEqualTo(4);
    }

    @Test
    void the_import_writes_the_file_that_it_names(@TempDir Path folder) throws IOException {
        Matcher shown = IMPORT.matcher(Files.readString(root().resolve("docs/pricing.md")));
        assertThat(shown.find()).isTrue();
        Files.writeString(
                folder.resolve("model_prices_and_context_window.json"),
                """
                { "gpt-x": { "litellm_provider": "openai", "mode": "chat",
                             "input_cost_per_token": 1e-06, "output_cost_per_token": 2e-06 } }
                """);
        String command = shown.group(1).replaceAll("(?<= )(?=[a-z_]+\\.(json|yaml))", folder + "/");
        assertThat(TollgateCommand.commandLine(KEYS).execute(command.split(" +")))
                .isZero();
        String told = shown.group(1).replaceFirst(" -o .*", "");
        assertThat(Files.readString(folder.resolve("models.yaml"))).contains("# Written by: ./tollgate " + told + "\n");
    }

    /** Whatever the version of the example is. */
    private static String plain(String text) {
        return text.replaceAll(VERSION, "VERSION");
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/pricing.md"))) {
            folder = Objects.requireNonNull(folder.getParent(), "no folder above has docs/pricing.md");
        }
        return folder;
    }
}

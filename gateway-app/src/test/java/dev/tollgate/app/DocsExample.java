package dev.tollgate.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A request that a page of the docs shows, as a {@code curl} command or a line such as {@code GET /api/audit}, with the answer
 * below it.
 *
 * @param place the page and the line, for people
 * @param words of the command, without quotes
 * @param answer the JSON that is shown; empty: none
 */
record DocsExample(String place, List<String> words, String answer) {

    private static final Pattern BLOCK = Pattern.compile("(?m)^((?: {4}.*\n)+)");
    private static final Pattern REQUEST = Pattern.compile("^(curl|GET) .*", Pattern.DOTALL);
    private static final Pattern WORD = Pattern.compile("'([^']*)'|\"((?:[^\"\\\\]|\\\\.)*)\"|(\\S+)");

    static List<DocsExample> of(String page) throws IOException {
        String text = page(page);
        List<DocsExample> examples = new ArrayList<>();
        String command = "";
        String place = "";
        for (Matcher block = BLOCK.matcher(text); block.find(); ) {
            String shown = block.group(1).replaceAll("(?m)^ {4}", "");
            if (REQUEST.matcher(shown).matches()) {
                examples.addAll(asked(place, command, ""));
                place = page + ":" + text.substring(0, block.start()).lines().count();
                int json = shown.indexOf("\n{");
                command = json < 0 ? shown : shown.substring(0, json);
                if (json >= 0) {
                    examples.addAll(asked(place, command, shown.substring(json + 1)));
                    command = "";
                }
            } else if (shown.startsWith("{")) {
                examples.addAll(asked(place, command, shown));
                command = "";
            }
        }
        examples.addAll(asked(place, command, ""));
        return examples;
    }

    static String page(String name) throws IOException {
        return Files.readString(root().resolve("docs").resolve(name));
    }

    /** The first of the answers, where several are shown. */
    private static List<DocsExample> asked(String place, String command, String answer) {
        if (command.isEmpty()) {
            return List.of();
        }
        List<String> words = new ArrayList<>();
        for (Matcher word = WORD.matcher(command.replace("\\\n", " ")); word.find(); ) {
            words.add(word.group(1) != null ? word.group(1) : word.group(2) != null ? word.group(2) : word.group(3));
        }
        return List.of(new DocsExample(place, words, answer.split("\n(?=\\{)", 2)[0]));
    }

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/pricing.md"))) {
            folder = Objects.requireNonNull(folder.getParent(), "no folder above has docs/pricing.md");
        }
        return folder;
    }

    @Override
    public String toString() {
        return place;
    }
}

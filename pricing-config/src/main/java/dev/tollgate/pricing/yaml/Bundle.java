package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A pricing file and those that it includes as one text, from which the same book can be read anywhere: the file as it is,
 * and behind it each of the others below a line {@code --- # name length}, the length in characters.
 */
final class Bundle implements Included {

    private static final Pattern BORDER = Pattern.compile("\n--- # (.+) (\\d{1,9})\n");

    private final String main;
    private final SortedMap<String, String> texts;

    private Bundle(String main, SortedMap<String, String> texts) {
        this.main = main;
        this.texts = texts;
    }

    /** The text of a file that includes nothing is itself. */
    static String write(String main, Map<String, String> included) {
        StringBuilder all = new StringBuilder(main);
        included.forEach((name, text) -> all.append("\n--- # ")
                .append(name)
                .append(' ')
                .append(text.length())
                .append('\n')
                .append(text));
        return all.toString();
    }

    /** A text that is no bundle is a file that includes nothing. */
    static Bundle read(String text) {
        SortedMap<String, String> texts = new TreeMap<>();
        Matcher border = BORDER.matcher(text);
        int mainEnd = text.length();
        int at = 0;
        while (border.find(at) && (texts.isEmpty() || border.start() == at)) {
            if (texts.isEmpty()) {
                mainEnd = border.start();
            }
            int end = border.end() + Integer.parseInt(border.group(2));
            if (end > text.length()) {
                return new Bundle(text, new TreeMap<>());
            }
            texts.put(border.group(1), text.substring(border.end(), end));
            at = end;
        }
        return texts.isEmpty() || at < text.length()
                ? new Bundle(text, new TreeMap<>())
                : new Bundle(text.substring(0, mainEnd), texts);
    }

    String main() {
        return main;
    }

    @Override
    public List<Found> matching(String pattern) {
        if (texts.isEmpty()) {
            throw new IllegalArgumentException(
                    "this text has no folder to find files in; write their entries here, or give a file");
        }
        List<Found> found = texts.keySet().stream()
                .filter(IncludedFiles.names(pattern))
                .map(name -> new Found(name, name))
                .toList();
        if (found.isEmpty()) {
            throw new IllegalArgumentException(
                    "no file of this text fits " + quoted(pattern) + "; write its entries here, or give a file");
        }
        return found;
    }

    @Override
    public String text(Found found) {
        return texts.getOrDefault(found.name(), "");
    }
}

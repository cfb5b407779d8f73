package dev.tollgate.filter.dialect;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One priced call of a dialect.
 *
 * @param dialect the dialect's name, as providers name theirs in the price book
 * @param name what the usage log calls it: {@code chat}, {@code responses}, {@code embeddings}, {@code messages}
 * @param path the path it is called at, without the base URL; with {@code {model}} in it where the path names the model
 * @param query what the query must have in it to mean this operation, and what the provider is sent; empty: anything, and
 *     nothing
 * @param model the model that the path of a call named; null: the body names it, or this is no call's yet
 */
public record Operation(String dialect, String name, String path, String query, @Nullable String model) {

    private static final String MODEL = "{model}";

    /** One segment of a path that can mean nothing else. */
    private static final Pattern SAFE = Pattern.compile("(?!\\.+$)[\\w.@~-]{1,256}");

    /** An operation whose body names the model. */
    public Operation(String dialect, String name, String path) {
        this(dialect, name, path, "", null);
    }

    /** Whether the path names the model. */
    boolean isTemplate() {
        return path.contains(MODEL);
    }

    /** The operation of a call, if this path and query ask for it. Clients may send the colon of a path encoded. */
    Optional<Operation> calledBy(String sentPath, String sentQuery) {
        String sent = sentPath.replace("%3A", ":").replace("%3a", ":");
        int at = path.indexOf(MODEL);
        String before = path.substring(0, at);
        String after = path.substring(at + MODEL.length());
        boolean fits = sent.length() > before.length() + after.length()
                && sent.startsWith(before)
                && sent.endsWith(after)
                && (query.isEmpty() || Arrays.asList(sentQuery.split("&")).contains(query));
        return Optional.of(sent)
                .filter(all -> fits)
                .map(all -> all.substring(before.length(), all.length() - after.length()))
                .filter(named -> SAFE.matcher(named).matches())
                .map(named -> new Operation(dialect, name, path, query, named));
    }

    /** The same, called for another model. */
    public Operation of(String named) {
        return new Operation(dialect, name, path, query, named);
    }

    /** The path at the provider, for a model by the provider's own name. */
    public String pathFor(String providersName) {
        String encoded =
                URLEncoder.encode(providersName, StandardCharsets.UTF_8).replace("+", "%20");
        return path.replace(MODEL, encoded);
    }
}

package dev.tollgate.filter.dialect.catalog;

import dev.tollgate.filter.dialect.Dialect;
import dev.tollgate.filter.dialect.Operation;
import dev.tollgate.filter.dialect.anthropic.AnthropicDialect;
import dev.tollgate.filter.dialect.openai.OpenAiDialect;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The dialects that the gateway speaks. */
public final class Dialects {

    private static final List<Dialect> ALL = List.of(new OpenAiDialect(), new AnthropicDialect());
    private static final Map<String, Match> BY_PATH = byPath();

    /** A path's operation, and the dialect that knows it. */
    public record Match(Dialect dialect, Operation operation) {}

    private Dialects() {}

    public static List<Dialect> all() {
        return ALL;
    }

    /**
     * The operation at a path.
     *
     * @param path exact, without the query string
     */
    public static Optional<Match> match(String path) {
        return Optional.ofNullable(BY_PATH.get(path));
    }

    /** @throws IllegalArgumentException if there is no dialect of this name */
    public static Dialect named(String name) {
        return ALL.stream()
                .filter(dialect -> dialect.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no dialect is called " + name));
    }

    /** The operations of all dialects. */
    public static List<Operation> operations() {
        return ALL.stream().flatMap(dialect -> dialect.operations().stream()).toList();
    }

    private static Map<String, Match> byPath() {
        Map<String, Match> byPath = new HashMap<>();
        for (Dialect dialect : ALL) {
            for (Operation operation : dialect.operations()) {
                byPath.put(operation.path(), new Match(dialect, operation));
            }
        }
        return Map.copyOf(byPath);
    }
}

package dev.tollgate.filter.dialect;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The dialects that a gateway speaks, looked up by path. */
public final class Dialects {

    private final List<Dialect> all;
    private final Map<String, Match> byPath;

    /** A path's operation, and the dialect that knows it. */
    public record Match(Dialect dialect, Operation operation) {}

    /** @throws IllegalArgumentException if two of them claim one path */
    public Dialects(List<Dialect> all) {
        this.all = List.copyOf(all);
        Map<String, Match> matches = new HashMap<>();
        for (Dialect dialect : all) {
            for (Operation operation : dialect.operations()) {
                if (matches.put(operation.path(), new Match(dialect, operation)) != null) {
                    throw new IllegalArgumentException("two dialects claim the path " + operation.path());
                }
            }
        }
        this.byPath = Map.copyOf(matches);
    }

    public List<Dialect> all() {
        return all;
    }

    /** @throws IllegalArgumentException if there is no dialect of this name */
    public Dialect named(String name) {
        return all.stream()
                .filter(dialect -> dialect.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no dialect is called " + name));
    }

    /** The operations of all dialects. */
    public List<Operation> operations() {
        return all.stream().flatMap(dialect -> dialect.operations().stream()).toList();
    }

    /**
     * The operation at a path.
     *
     * @param path exact, without the query string
     */
    public Optional<Match> match(String path) {
        return Optional.ofNullable(byPath.get(path));
    }
}

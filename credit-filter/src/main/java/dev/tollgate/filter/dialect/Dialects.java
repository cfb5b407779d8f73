package dev.tollgate.filter.dialect;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The dialects that a gateway speaks, looked up by path. */
public final class Dialects {

    private final List<Dialect> all;
    private final Map<String, Match> byPath;
    private final List<Match> templates;

    /** A path's operation, and the dialect that knows it. */
    public record Match(Dialect dialect, Operation operation) {}

    /** @throws IllegalArgumentException if two of them claim one path */
    public Dialects(List<Dialect> all) {
        this(all, Map.of());
    }

    /**
     * @param alsoAt further paths of operations, each with the operation's own path
     * @throws IllegalArgumentException if two of them claim one path
     */
    public Dialects(List<Dialect> all, Map<String, String> alsoAt) {
        this.all = List.copyOf(all);
        Set<String> claimed = new HashSet<>();
        Map<String, Match> matches = new HashMap<>();
        List<Match> withModel = new ArrayList<>();
        for (Dialect dialect : all) {
            for (Operation operation : dialect.operations()) {
                if (!claimed.add(operation.path() + '?' + operation.query())) {
                    throw new IllegalArgumentException("two dialects claim the path " + operation.path());
                }
                Match match = new Match(dialect, operation);
                if (operation.isTemplate()) {
                    withModel.add(match);
                } else {
                    matches.put(operation.path(), match);
                }
            }
        }
        alsoAt.forEach((path, own) -> {
            if (!matches.containsKey(own) || matches.putIfAbsent(path, matches.get(own)) != null) {
                throw new IllegalArgumentException(path + " cannot stand for " + own);
            }
        });
        // Those that ask for something of the query come first.
        withModel.sort(Comparator.comparing(match -> match.operation().query().isEmpty()));
        this.byPath = Map.copyOf(matches);
        this.templates = List.copyOf(withModel);
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

    /** Every path that is called, each once; {@code {model}} stands for any segment or part of one. */
    public Set<String> paths() {
        Stream<String> withModel =
                templates.stream().map(match -> match.operation().path());
        Set<String> paths = new LinkedHashSet<>(
                Stream.concat(byPath.keySet().stream().sorted(), withModel).toList());
        return Collections.unmodifiableSet(paths);
    }

    /** The operation at a path that is called without a query. */
    public Optional<Match> match(String path) {
        return match(path, "");
    }

    /**
     * The operation at a path.
     *
     * @param path exact, as it was sent
     * @param query as it was sent, without its question mark; empty: none
     */
    public Optional<Match> match(String path, String query) {
        return Optional.ofNullable(byPath.get(path)).or(() -> templates.stream()
                .flatMap(template -> template.operation().calledBy(path, query).stream()
                        .map(operation -> new Match(template.dialect(), operation)))
                .findFirst());
    }
}

package dev.tollgate.admin.problem;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** The parameters of a request for a list. */
public final class Query {

    private final ServerHttpRequest request;

    /** @throws Problem if the request has others than these */
    public Query(ServerHttpRequest request, String... known) {
        this.request = request;
        List<String> names = List.of(known);
        request.getQueryParams().keySet().stream()
                .filter(name -> !names.contains(name))
                .forEach(name -> {
                    throw Problem.badField(
                            name, "is not a parameter of this request; it takes " + String.join(", ", names) + ".");
                });
    }

    /** A text; empty if it is absent. */
    public String text(String name, int longest) {
        List<@Nullable String> given = request.getQueryParams().getOrDefault(name, List.of());
        if (given.size() > 1) {
            throw Problem.badField(name, "may be given once only.");
        }
        String text = Optional.ofNullable(given.isEmpty() ? null : given.get(0)).orElse("");
        if (text.length() > longest || !Texts.areStorable(text)) {
            throw Problem.badField(name, "must be at most " + longest + " whole characters, none of them a zero byte.");
        }
        return text;
    }

    /** True or false; null if it is absent. */
    public @Nullable Boolean flag(String name) {
        return switch (text(name, 5)) {
            case "" -> null;
            case "true" -> true;
            case "false" -> false;
            default -> throw Problem.badField(name, "must be true or false.");
        };
    }

    /** How many rows: 1 to {@code most}. */
    public int limit(int usual, int most) {
        String text = text("limit", 9);
        if (text.isEmpty()) {
            return usual;
        }
        int limit = text.matches("[0-9]{1,9}") ? Integer.parseInt(text) : 0;
        if (limit < 1 || limit > most) {
            throw Problem.badField("limit", "must be a whole number from 1 to " + most + ".");
        }
        return limit;
    }

    /** The number before which the page begins. */
    public long before() {
        String cursor = text("cursor", 100);
        return cursor.isEmpty() ? Long.MAX_VALUE : Cursor.read(cursor);
    }
}

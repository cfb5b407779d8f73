package dev.tollgate.filter.dialect.request;

import java.util.Set;

/**
 * What of a request is the caller's own JSON, where any key may stand and means nothing to the provider: arguments of a
 * function, a schema, labels.
 *
 * @param names of the objects that it stands in
 * @param longest of the names, in characters
 */
public record OwnJson(Set<String> names, int longest) {

    public OwnJson(Set<String> names) {
        this(names, names.stream().mapToInt(String::length).max().orElse(0));
    }

    /** Looks at no name that is longer than all of these: names of objects may be long, and there may be many. */
    public boolean holds(String path) {
        for (int from = 0; from <= path.length(); ) {
            int dot = path.indexOf('.', from);
            int to = dot < 0 ? path.length() : dot;
            if (to - from <= longest && names.contains(path.substring(from, to))) {
                return true;
            }
            from = to + 1;
        }
        return false;
    }
}

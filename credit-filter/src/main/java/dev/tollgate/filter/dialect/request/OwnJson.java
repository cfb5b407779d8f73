package dev.tollgate.filter.dialect.request;

import java.util.BitSet;
import java.util.Set;

/**
 * What of a request is the caller's own JSON, where any key may stand and means nothing to the provider: arguments of a
 * function, a schema, labels. Goes along while a request is read: paths are the caller's, and too long to be looked through for
 * each value.
 */
public final class OwnJson {

    private final Set<String> names;
    private final int longest;
    private final BitSet own = new BitSet();
    private int depth;

    /** @param names of the objects that it stands in */
    public OwnJson(Set<String> names) {
        this.names = names;
        this.longest = names.stream().mapToInt(String::length).max().orElse(0);
    }

    /** An object begins. */
    public void open(String path) {
        int from = path.lastIndexOf('.') + 1;
        boolean named = path.length() - from <= longest && names.contains(path.substring(from));
        own.set(depth, named || holds());
        depth++;
    }

    /** An object ends. */
    public void close() {
        depth--;
    }

    /** Whether the values that come now stand in it. */
    public boolean holds() {
        return depth > 0 && own.get(depth - 1);
    }
}

package dev.tollgate.filter.dialect.answer;

import dev.tollgate.filter.dialect.json.JsonScalar;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/** The ids that one answer tells of what its provider keeps. */
public final class KeptIds {

    /** Of one answer; of more, the later ones cannot be named again. */
    private static final int MOST = 1_000;

    private final Set<String> ids = new LinkedHashSet<>();

    public void add(JsonScalar value) {
        if (value.isString()) {
            add(value.text());
        }
    }

    public void add(String id) {
        if (!id.isEmpty() && ids.size() < MOST) {
            ids.add(id);
        }
    }

    public Set<String> all() {
        return Collections.unmodifiableSet(ids);
    }
}

package dev.tollgate.filter.dialect.answer;

import dev.tollgate.filter.dialect.json.JsonScalar;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** The numbers of a provider's usage object, by their names below it: {@code prompt_tokens_details.cached_tokens}. */
public final class Counts {

    /** Names that are kept; no provider has a tenth of it. */
    private static final int MOST = 200;

    private final Map<String, Long> byName = new HashMap<>();

    /** Takes what is a count; anything else (negative, absurd, text, null) is as if it were absent. */
    public void take(String name, JsonScalar value) {
        OptionalLong count = value.count();
        if (count.isPresent() && byName.size() < MOST) {
            byName.put(name, count.getAsLong());
        }
    }

    /** Overwrites each count that the other has. */
    public void overwrite(Counts newer) {
        byName.putAll(newer.byName);
    }

    public boolean isEmpty() {
        return byName.isEmpty();
    }

    public boolean has(String name) {
        return byName.containsKey(name);
    }

    /** The first of the names that has a count. */
    public OptionalLong first(String... names) {
        for (String name : names) {
            Long count = byName.get(name);
            if (count != null) {
                return OptionalLong.of(count);
            }
        }
        return OptionalLong.empty();
    }

    public long orZero(String... names) {
        return first(names).orElse(0);
    }
}

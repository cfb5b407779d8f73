package dev.tollgate.ledger.journal;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which entries.
 *
 * @param kinds of {@link EntryKinds#ALL}; empty: all
 * @param from the first moment; absent: from the start
 * @param to the first moment that is not part of it any more; absent: up to now
 */
public record EntryFilter(Set<String> kinds, @Nullable Instant from, @Nullable Instant to) {

    public static final EntryFilter NONE = new EntryFilter(Set.of(), null, null);

    public EntryFilter {
        kinds = Set.copyOf(kinds);
    }
}

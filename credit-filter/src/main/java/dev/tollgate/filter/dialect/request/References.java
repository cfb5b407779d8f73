package dev.tollgate.filter.dialect.request;

import dev.tollgate.filter.dialect.Reference;
import dev.tollgate.filter.dialect.json.JsonScalar;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The objects kept by its provider that a request names, each once for each place that names it. What is wrong with them is
 * only noted: with a key of the caller's own nobody looks at them here.
 */
public final class References {

    /** Times that a request may name one. Some clients name every item of a long conversation, each by its id. */
    static final int MOST = 1_000;

    /** Characters of a place that a message may show. */
    private static final int SHOWN = 200;

    private final Set<Reference> found = new LinkedHashSet<>();
    private int named;
    private @Nullable String fault;

    /**
     * A value that is an id wherever it is anything: null and the empty text are nothing. One that is no text is at fault: a
     * provider may take a number for the same id.
     *
     * @param path the object it stands in
     */
    public void add(String path, String key, JsonScalar value) {
        if (value.isNull() || fault != null) {
            return;
        }
        String field = path.isEmpty() ? shown(key) : shown(shown(path) + '.' + shown(key));
        if (value.isString()) {
            add(field, value.text());
        } else {
            fault = "'" + field.replaceAll("[\\p{Cntrl}\\p{Cs}]", " ") + "' must be the id of an object, but is "
                    + value.shown() + ".";
        }
    }

    /** @param field where it stands */
    public void add(String field, String id) {
        if (id.isEmpty() || fault != null) {
            return;
        }
        // The same one again is work, too.
        if (++named > MOST) {
            found.clear();
            fault = "The request names objects that the provider keeps more than " + MOST
                    + " times. Name fewer, or send their content itself.";
            return;
        }
        found.add(new Reference(shown(field), id));
    }

    /** The end of a place tells more than its beginning. */
    private static String shown(String place) {
        return place.length() > SHOWN ? "…" + place.substring(place.length() - SHOWN + 1) : place;
    }

    List<Reference> found() {
        return List.copyOf(found);
    }

    /** Why it cannot be told what the request names; empty: it can. */
    Optional<String> fault() {
        return Optional.ofNullable(fault);
    }
}

package dev.tollgate.filter.dialect.request;

import dev.tollgate.filter.dialect.MalformedRequest;
import dev.tollgate.filter.dialect.Reference;
import dev.tollgate.filter.dialect.json.JsonScalar;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The objects kept by its provider that a request names, each once for each place that names it. */
public final class References {

    /** Different ones that a request may name. Some clients name every item of a long conversation, each by its id. */
    static final int MOST = 1_000;

    private final Set<Reference> found = new LinkedHashSet<>();

    /**
     * A value that is an id wherever it is anything: null and the empty text are nothing.
     *
     * @param path the object it stands in
     * @throws MalformedRequest if it is no text: a provider may take a number for the same id
     */
    public void add(String path, String key, JsonScalar value) {
        if (value.isNull()) {
            return;
        }
        String field = path.isEmpty() ? key : path + '.' + key;
        if (!value.isString()) {
            throw new MalformedRequest("'" + field + "' must be the id of an object, but is " + value.shown() + ".");
        }
        add(field, value.text());
    }

    /** @param field where it stands */
    public void add(String field, String id) {
        if (id.isEmpty()) {
            return;
        }
        found.add(new Reference(field, id));
        if (found.size() > MOST) {
            throw new MalformedRequest("The request names more than " + MOST
                    + " objects that the provider keeps. Name fewer, or send their content itself.");
        }
    }

    List<Reference> found() {
        return List.copyOf(found);
    }
}

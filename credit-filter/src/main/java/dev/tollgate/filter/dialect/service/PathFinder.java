package dev.tollgate.filter.dialect.service;

import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.filter.dialect.json.JsonVisitor;
import dev.tollgate.pricing.JsonPath;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Finds what stands at one place of a document: a text, a number or another scalar, as it is written. */
final class PathFinder implements JsonVisitor {

    private static final Pattern STEP = Pattern.compile("\\.([A-Za-z0-9_-]+)|\\[(\\d+)]");

    /** Longer ones are no quantities, but texts may be as long as the body. */
    private final int longest;

    private final String parent;
    private final String key;
    private final String place;
    private final Map<String, Integer> wanted;
    private final Map<String, Integer> at = new HashMap<>();
    private @Nullable String found;

    private PathFinder(List<String> names, Map<String, Integer> wanted, int longest) {
        int last = names.size() - 1;
        this.parent = String.join(".", names.subList(0, last));
        this.key = names.get(last);
        this.place = String.join(".", names);
        this.wanted = wanted;
        this.longest = longest;
    }

    /** A field at the top, whatever its name. */
    static PathFinder ofField(String name, int longest) {
        return new PathFinder(List.of(name), Map.of(), longest);
    }

    /** @param longest text that is taken */
    static PathFinder of(JsonPath path, int longest) {
        List<String> names = new ArrayList<>();
        Map<String, Integer> wanted = new HashMap<>();
        for (Matcher step = STEP.matcher(path.text()); step.find(); ) {
            if (step.group(1) != null) {
                names.add(step.group(1));
            } else {
                wanted.put(String.join(".", names), Integer.parseInt(step.group(2)));
            }
        }
        // Of an array at the top nothing is read: answers and requests are objects.
        return new PathFinder(names.isEmpty() ? List.of("") : names, wanted, longest);
    }

    /** The first that stands there; of an array only with its index. */
    Optional<String> found() {
        return Optional.ofNullable(found);
    }

    @Override
    public void element(String path, int index) {
        at.put(path, index);
    }

    @Override
    public void open(String path, boolean array, long start) {
        if (array) {
            at.remove(path);
        }
    }

    @Override
    public void value(String path, String name, JsonScalar value) {
        if (found == null && name.equals(key) && path.equals(parent) && !value.isNull() && isWanted()) {
            String text = value.text();
            if (text.length() <= longest) {
                found = text;
            }
        }
    }

    private boolean isWanted() {
        return wanted.entrySet().stream().allMatch(each -> each.getValue().equals(at.get(each.getKey())))
                && at.keySet().stream().allMatch(array -> !isAbove(array) || wanted.containsKey(array));
    }

    private boolean isAbove(String array) {
        return place.equals(array) || place.startsWith(array + '.');
    }
}

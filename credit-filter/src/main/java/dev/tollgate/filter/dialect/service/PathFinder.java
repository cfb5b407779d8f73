package dev.tollgate.filter.dialect.service;

import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.filter.dialect.json.JsonVisitor;
import dev.tollgate.pricing.JsonPath;
import java.util.HashMap;
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

    private final String place;
    private final Map<String, Integer> wanted;
    private final Map<String, Integer> at = new HashMap<>();
    private @Nullable String found;

    PathFinder(String place, Map<String, Integer> wanted, int longest) {
        this.place = place;
        this.wanted = wanted;
        this.longest = longest;
    }

    /** @param longest text that is taken */
    static PathFinder of(JsonPath path, int longest) {
        StringBuilder names = new StringBuilder();
        Map<String, Integer> wanted = new HashMap<>();
        for (Matcher step = STEP.matcher(path.text()); step.find(); ) {
            if (step.group(1) != null) {
                names.append(names.length() == 0 ? "" : ".").append(step.group(1));
            } else {
                wanted.put(names.toString(), Integer.parseInt(step.group(2)));
            }
        }
        return new PathFinder(names.toString(), wanted, longest);
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
    public void value(String path, String key, JsonScalar value) {
        String here = path.isEmpty() ? key : path + '.' + key;
        if (found == null && here.equals(place) && !value.isNull() && isWanted()) {
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

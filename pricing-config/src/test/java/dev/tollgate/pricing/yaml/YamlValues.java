package dev.tollgate.pricing.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** A YAML text as the plain values that an editor sees, and all texts that differ from it in one value. */
record YamlValues(Map<String, @Nullable Object> root) {

    /** In the place of single values, lists and sections. */
    private static final List<Object> WRONG = List.of(
            List.of(),
            Map.of(),
            "",
            "¿wrong?",
            -1,
            1.505,
            10_000_000_000_000L,
            true,
            ".5",
            "1e0",
            "150%",
            "$[01]",
            "9999d",
            "2026-13-41T00:00:00Z",
            "2026-02-30T00:00:00Z",
            "2026-02-29T00:00:00Z",
            "TRUE",
            "Authorization",
            "/a/*",
            "/a/{model}",
            "http://a_b",
            "http://a..b",
            "http://1.2.3.256/",
            "http://x/ü",
            "http://x:70000");

    private static final String KEY = "¿no key!";

    static YamlValues of(String yaml) {
        Object root = new Load(LoadSettings.builder()
                        .setMaxAliasesForCollections(5_000)
                        .build())
                .loadFromString(yaml);
        return new YamlValues(sections(Objects.requireNonNull(root)));
    }

    private static Map<String, @Nullable Object> sections(Object value) {
        Map<String, @Nullable Object> sections = new LinkedHashMap<>();
        ((Map<?, ?>) value).forEach((key, each) -> sections.put(String.valueOf(key), plain(each)));
        return sections;
    }

    private static @Nullable Object plain(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            return sections(map);
        }
        return value instanceof List<?> list
                ? list.stream().map(YamlValues::plain).toList()
                : value;
    }

    /** By what was changed: {@code models.gpt.markup = -1}, {@code models.gpt.markup removed}. */
    Map<String, YamlValues> mutations() {
        Map<String, YamlValues> mutations = new TreeMap<>();
        changed("", root).forEach((what, value) -> {
            if (value instanceof Map<?, ?> map) {
                mutations.put(what, new YamlValues(sections(map)));
            }
        });
        return mutations;
    }

    /** What stands in one of several entries, in another: keys in the company of those that they may not go with. */
    private static void fromSiblings(String path, Map<?, ?> entries, Map<String, @Nullable Object> changed) {
        if (path.isEmpty() || path.contains(".")) {
            return;
        }
        entries.forEach((name, entry) -> entries.forEach((other, sibling) -> {
            if (entry instanceof Map<?, ?> into && sibling instanceof Map<?, ?> from) {
                from.forEach((key, value) -> {
                    if (!into.containsKey(key)) {
                        Map<String, @Nullable Object> more = sections(into);
                        more.put(String.valueOf(key), plain(value));
                        Map<String, @Nullable Object> all = sections(entries);
                        all.put(String.valueOf(name), more);
                        changed.put(path + "." + name + " with " + key + " of " + other, all);
                    }
                });
            }
        }));
    }

    private static Map<String, @Nullable Object> changed(String path, @Nullable Object value) {
        Map<String, @Nullable Object> changed = new LinkedHashMap<>();
        WRONG.stream()
                .filter(wrong -> !wrong.equals(value))
                .forEach(wrong -> changed.put(path + " = " + (wrong.equals("") ? "''" : wrong), wrong));
        changed.put(path + " = null", null);
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> more = sections(map);
            more.put(KEY, 1);
            changed.put(path + " has " + KEY, more);
            fromSiblings(path, map, changed);
            map.forEach((key, each) -> {
                String below = path.isEmpty() ? key.toString() : path + "." + key;
                Map<String, @Nullable Object> less = sections(map);
                less.remove(key);
                changed.put(below + " removed", less);
                changed(below, each).forEach((what, other) -> {
                    Map<String, @Nullable Object> replaced = sections(map);
                    replaced.put((String) key, other);
                    changed.put(what, replaced);
                });
            });
        } else if (value instanceof List<?> list) {
            for (int i = 0; i < list.size(); i++) {
                int at = i;
                changed(path + "[" + i + "]", list.get(i)).forEach((what, other) -> {
                    List<@Nullable Object> replaced = new ArrayList<>(list);
                    replaced.set(at, other);
                    changed.put(what, replaced);
                });
            }
        }
        return changed;
    }
}

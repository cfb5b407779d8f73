package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import dev.tollgate.pricing.NearNames;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * One mapping of the file. A value that is not what it should be becomes a finding and counts as absent, so that reading
 * goes on to the next mistake.
 */
final class Section {

    /** A key with its place, and its value. */
    record Entry(String key, Node keyNode, Node value) {}

    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Node node;
    private final Findings findings;

    private Section(Node node, Findings findings) {
        this.node = node;
        this.findings = findings;
    }

    static Section of(Node node, Findings findings, String name) {
        Section section = new Section(node, findings);
        if (!(node instanceof MappingNode mapping)) {
            findings.add(node, quoted(name) + " must be a mapping; write keys and values below it, or { key: value }");
            return section;
        }
        mapping.getValue().forEach(section::put);
        return section;
    }

    private void put(NodeTuple tuple) {
        Node key = tuple.getKeyNode();
        if (!(key instanceof ScalarNode scalar) || scalar.getValue().isEmpty()) {
            findings.add(key, "a key must be a single word; write key: value");
            return;
        }
        Entry entry = new Entry(scalar.getValue(), key, tuple.getValueNode());
        if (entries.putIfAbsent(entry.key(), entry) != null) {
            findings.add(key, "the key " + quoted(entry.key()) + " stands here twice; keep one of them");
        }
    }

    Node node() {
        return node;
    }

    Findings findings() {
        return findings;
    }

    Collection<Entry> entries() {
        return entries.values();
    }

    /** All keys, in the order of the file. */
    Set<String> keys() {
        return Collections.unmodifiableSet(entries.keySet());
    }

    boolean has(String key) {
        return entries.containsKey(key);
    }

    Optional<Entry> entry(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    /** Every key must be one of the shape's. */
    void allow(Class<? extends Record> shape) {
        Keys keys = Keys.of(shape);
        for (Entry entry : entries.values()) {
            if (entry.key().equals("<<")) {
                findings.add(
                        entry.keyNode(),
                        "'<<' does not merge here; write the keys out, or repeat a whole entry by *anchor");
            } else if (!keys.allow(entry.key())) {
                findings.add(
                        entry.keyNode(),
                        "unknown key " + quoted(entry.key()) + "; " + instead(entry.key(), keys.examples()));
            }
        }
    }

    /** What a wrong word of the file may have meant. */
    static String instead(String wrong, Collection<String> known) {
        if (known.isEmpty()) {
            return "the file has none";
        }
        List<String> near = NearNames.of(wrong, known, 1);
        return near.isEmpty()
                ? "write one of "
                        + String.join(", ", known.stream().sorted().limit(20).toList())
                : "did you mean " + quoted(near.get(0)) + "?";
    }

    /** The same section without the entries that the test takes note of. */
    Section without(BiPredicate<Entry, Findings> test) {
        Section rest = new Section(node, findings);
        entries.forEach((key, entry) -> {
            if (!test.test(entry, findings)) {
                rest.entries.put(key, entry);
            }
        });
        return rest;
    }

    Optional<Section> section(String key) {
        return entry(key).map(this::section);
    }

    Section section(Entry entry) {
        return of(entry.value(), findings, entry.key());
    }

    Optional<String> text(String key) {
        return entry(key).flatMap(this::scalar);
    }

    /** Tells that a key which must be there is not. */
    void require(String key, String write) {
        if (node instanceof MappingNode && !has(key)) {
            findings.add(node, quoted(key) + " is missing here; write " + write);
        }
    }

    /** A value in a notation of its own. */
    <T> Optional<T> parsed(String key, Function<String, T> notation) {
        return entry(key).flatMap(entry -> parsed(entry, notation));
    }

    <T> Optional<T> parsed(Entry entry, Function<String, T> notation) {
        return scalar(entry).flatMap(text -> {
            try {
                return Optional.of(notation.apply(text));
            } catch (IllegalArgumentException wrong) {
                findings.add(entry.value(), quoted(entry.key()) + ": " + wrong.getMessage());
                return Optional.empty();
            }
        });
    }

    /**
     * A value that earlier versions of this program took in a wider notation, and still do of what is stored.
     */
    <T> Optional<T> narrowed(String key, Function<String, T> notation, Function<String, T> wider) {
        if (!findings.surroundings().stored()) {
            return parsed(key, notation);
        }
        return entry(key)
                .flatMap(entry -> parsed(entry, text -> {
                    T value = wider.apply(text);
                    refusal(text, notation)
                            .ifPresent(why -> findings.outdated(entry.value(), quoted(key) + ": " + why));
                    return value;
                }));
    }

    /** Why a text is not of a notation; empty if it is. */
    private static <T> Optional<String> refusal(String text, Function<String, T> notation) {
        try {
            var unused = notation.apply(text);
            return Optional.empty();
        } catch (IllegalArgumentException wrong) {
            return Optional.of(String.valueOf(wrong.getMessage()));
        }
    }

    Optional<BigDecimal> decimal(String key) {
        return parsed(key, Notation::decimal);
    }

    boolean flag(String key, boolean otherwise) {
        return parsed(key, Notation::flag).orElse(otherwise);
    }

    List<Entry> list(String key) {
        List<Entry> items = new ArrayList<>();
        entry(key).ifPresent(entry -> {
            if (entry.value() instanceof SequenceNode sequence) {
                for (Node item : sequence.getValue()) {
                    scalar(new Entry(key, item, item)).ifPresent(text -> items.add(new Entry(text, item, item)));
                }
            } else {
                findings.add(entry.value(), quoted(key) + " must be a list; write [one, two]");
            }
        });
        return items;
    }

    /** The mappings of a list. */
    List<Entry> mappings(String key) {
        List<Entry> items = new ArrayList<>();
        entry(key).ifPresent(entry -> {
            if (entry.value() instanceof SequenceNode sequence) {
                sequence.getValue().forEach(item -> items.add(new Entry(key, item, item)));
            } else {
                findings.add(entry.value(), quoted(key) + " must be a list; write [{ key: value }, { key: value }]");
            }
        });
        return items;
    }

    /** The items of a list, or the only one that stands in its place; empty if the key is absent. */
    List<Entry> oneOrMany(String key) {
        return entry(key).map(this::oneOrMany).orElse(List.of());
    }

    private List<Entry> oneOrMany(Entry entry) {
        return entry.value() instanceof SequenceNode sequence
                ? sequence.getValue().stream()
                        .map(item -> new Entry(entry.key(), item, item))
                        .toList()
                : List.of(new Entry(entry.key(), entry.value(), entry.value()));
    }

    /** The name of an environment variable; told if it is not set. */
    Optional<String> variable(String key, String example) {
        Optional<String> name = parsed(key, text -> Notation.variable(text, example));
        name.ifPresent(variable -> warnIfUnset(key, variable));
        return name;
    }

    void warnIfUnset(String key, String variable) {
        if (!findings.surroundings().variables().test(variable)) {
            findings.unset(Objects.requireNonNull(entries.get(key)).value(), key, variable);
        }
    }

    private Optional<String> scalar(Entry entry) {
        if (!(entry.value() instanceof ScalarNode scalar)) {
            findings.add(
                    entry.value(), quoted(entry.key()) + " must be a single value; write " + entry.key() + ": value");
        } else if (scalar.getValue().isBlank() || scalar.getTag().equals(Tag.NULL)) {
            findings.add(entry.value(), quoted(entry.key()) + " is empty; write a value or remove the key");
        } else if (!scalar.getTag().getValue().startsWith(Tag.PREFIX)) {
            findings.add(
                    entry.value(), "the tag of " + quoted(entry.key()) + " means nothing here; write the value alone");
        } else {
            return Optional.of(scalar.getValue());
        }
        return Optional.empty();
    }
}

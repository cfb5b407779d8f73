package dev.tollgate.pricing.yaml;

import dev.tollgate.pricing.NearNames;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

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
            findings.add(node, "'" + name + "' must be a mapping of keys and values");
            return section;
        }
        for (NodeTuple tuple : mapping.getValue()) {
            Node key = tuple.getKeyNode();
            if (!(key instanceof ScalarNode scalar)) {
                findings.add(key, "a key must be a plain word");
                continue;
            }
            Entry entry = new Entry(scalar.getValue(), key, tuple.getValueNode());
            if (section.entries.putIfAbsent(entry.key(), entry) != null) {
                findings.add(key, "the key '" + entry.key() + "' stands here twice; keep one of them");
            }
        }
        return section;
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

    boolean has(String key) {
        return entries.containsKey(key);
    }

    Optional<Entry> entry(String key) {
        return Optional.ofNullable(entries.get(key));
    }

    /** Every key must be one of these. */
    void allow(Set<String> known, Set<String> later) {
        for (Entry entry : entries.values()) {
            if (later.contains(entry.key())) {
                findings.add(
                        entry.keyNode(),
                        "'" + entry.key() + "' is not supported by this version yet; remove it, nothing would be charged"
                                + " for it");
            } else if (!known.contains(entry.key())) {
                List<String> near = NearNames.of(entry.key(), known, 1);
                findings.add(
                        entry.keyNode(),
                        "unknown key '" + entry.key() + "'"
                                + (near.isEmpty()
                                        ? "; known here: "
                                                + String.join(", ", known.stream().sorted().toList())
                                        : "; did you mean '" + near.get(0) + "'?"));
            }
        }
    }

    Optional<Section> section(String key) {
        return entry(key).map(entry -> of(entry.value(), findings, key));
    }

    Optional<String> text(String key) {
        return entry(key).flatMap(entry -> scalar(entry.value(), key));
    }

    String requiredText(String key) {
        if (!has(key)) {
            findings.add(node, "'" + key + "' is missing here");
        }
        return text(key).orElse("");
    }

    /** A value in a notation of its own. */
    <T> Optional<T> parsed(String key, Function<String, T> notation) {
        return entry(key).flatMap(entry -> parsed(entry, notation));
    }

    <T> Optional<T> parsed(Entry entry, Function<String, T> notation) {
        return scalar(entry.value(), entry.key()).flatMap(text -> {
            try {
                return Optional.of(notation.apply(text));
            } catch (IllegalArgumentException wrong) {
                findings.add(entry.value(), "'" + entry.key() + "': " + wrong.getMessage());
                return Optional.empty();
            }
        });
    }

    Optional<BigDecimal> decimal(String key) {
        return parsed(key, Notation::decimal);
    }

    OptionalLong count(String key) {
        return parsed(key, Notation::count).map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    boolean flag(String key, boolean otherwise) {
        return parsed(key, Notation::flag).orElse(otherwise);
    }

    List<Entry> list(String key) {
        return entry(key)
                .map(entry -> {
                    List<Entry> items = new ArrayList<>();
                    if (entry.value() instanceof SequenceNode sequence) {
                        sequence.getValue()
                                .forEach(item -> scalar(item, key).ifPresent(text -> items.add(new Entry(text, item, item))));
                    } else {
                        findings.add(entry.value(), "'" + key + "' must be a list: [one, two]");
                    }
                    return items;
                })
                .orElse(List.of());
    }

    private Optional<String> scalar(Node value, String key) {
        if (value instanceof ScalarNode scalar && !scalar.getValue().isBlank()) {
            return Optional.of(scalar.getValue());
        }
        findings.add(value, "'" + key + "' must be a single value");
        return Optional.empty();
    }
}

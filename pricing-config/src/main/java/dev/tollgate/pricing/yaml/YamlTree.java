package dev.tollgate.pricing.yaml;

import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** The tree of a YAML text, with the place of every value. */
final class YamlTree {

    /** The format nests five deep; the reader of YAML would go down any depth until its stack ends. */
    private static final int MAX_DEPTH = 32;

    /** Enough for a catalogue that repeats each model under its dated names. */
    private static final int MAX_ANCHOR_USES = 5_000;

    /** With what anchors stand for, each time that they do; ten times as much as a file of 5,000 models has. */
    private static final long MOST_VALUES = 1_000_000;

    private YamlTree() {}

    private static LoadSettings settings(String yaml) {
        return LoadSettings.builder()
                .setUseMarks(true)
                .setAllowNonScalarKeys(true)
                .setMaxAliasesForCollections(MAX_ANCHOR_USES)
                .setCodePointLimit(FileText.MAX_CHARACTERS)
                // All at once: read piece by piece, a line of megabytes is copied again for each piece of it.
                .setBufferSize(yaml.length() + 1)
                .build();
    }

    /** Empty if the text is no YAML; then a problem says so. */
    static Optional<Node> of(String yaml, Findings findings) {
        try {
            Optional<Event> tooDeep = tooDeep(yaml);
            if (tooDeep.isPresent()) {
                findings.add(
                        tooDeep.get().getStartMark(),
                        "the file nests deeper than any pricing file; close a bracket before this");
                return Optional.empty();
            }
            Optional<Node> root = new Compose(settings(yaml)).composeString(yaml);
            if (root.isEmpty()) {
                findings.add(Optional.empty(), "the file is empty; see docs/pricing.md for what to write");
            } else if (values(root.get(), new IdentityHashMap<>()) > MOST_VALUES) {
                findings.add(
                        Optional.empty(),
                        "the file comes to more than " + MOST_VALUES
                                + " values, with what its anchors stand for; write less, or repeat less");
                return Optional.empty();
            }
            return root;
        } catch (MarkedYamlEngineException wrong) {
            findings.add(wrong.getProblemMark(), "this is not YAML: " + wrong.getProblem() + "; check the line");
        } catch (ReaderException unprintable) {
            findings.add(
                    yaml.indexOf(unprintable.getCodePoint()),
                    "this is not YAML: there is an unprintable character here; remove it");
        } catch (YamlEngineException wrong) {
            findings.add(
                    Optional.empty(), "this is not YAML: " + Findings.line(wrong.getMessage()) + "; check the file");
        }
        return Optional.empty();
    }

    /** How many there are, or just more than there may be; each node is counted once, however often it is named. */
    private static long values(Node node, Map<Node, Long> counted) {
        Long known = counted.putIfAbsent(node, 0L);
        if (known != null) {
            return known;
        }
        long values = 1;
        if (node instanceof SequenceNode sequence) {
            for (Node item : sequence.getValue()) {
                values = Math.min(MOST_VALUES + 1, values + values(item, counted));
            }
        } else if (node instanceof MappingNode mapping) {
            for (NodeTuple entry : mapping.getValue()) {
                long both = values(entry.getKeyNode(), counted) + values(entry.getValueNode(), counted);
                values = Math.min(MOST_VALUES + 1, values + both);
            }
        }
        counted.put(node, values);
        return values;
    }

    private static Optional<Event> tooDeep(String yaml) {
        int depth = 0;
        for (Event event : new Parse(settings(yaml)).parseString(yaml)) {
            if (event instanceof CollectionStartEvent && ++depth > MAX_DEPTH) {
                return Optional.of(event);
            }
            if (event instanceof CollectionEndEvent) {
                depth--;
            }
        }
        return Optional.empty();
    }
}

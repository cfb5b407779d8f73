package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import dev.tollgate.pricing.yaml.Included.Found;
import dev.tollgate.pricing.yaml.shape.BookShape;
import dev.tollgate.pricing.yaml.shape.Form;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * A pricing file and the files that it includes, as one.
 *
 * @param root the file itself
 * @param included the others, sorted by name
 * @param version names the content of all of them
 * @param text all of them as one, see {@link Bundle}
 */
record Sources(Section root, List<Section> included, String version, String text) {

    private static final int VERSION_DIGITS = 12;

    /** A pattern of the file, and a file that it means. */
    private record Place(Section.Entry pattern, Found file) {}

    /** @param others where included files are found */
    static Sources of(Section root, String yaml, Included others) {
        SortedMap<String, Place> places = new TreeMap<>();
        for (Section.Entry pattern : root.oneOrMany("include")) {
            root.parsed(pattern, text -> find(text, others))
                    .orElse(List.of())
                    .forEach(found -> places.putIfAbsent(found.name(), new Place(pattern, found)));
        }
        List<Section> included = new ArrayList<>();
        SortedMap<String, String> texts = new TreeMap<>();
        long size = yaml.length();
        for (Place place : places.values()) {
            Optional<String> text = text(place, others, root.findings());
            size += text.map(String::length).orElse(0);
            if (size > FileText.MAX_CHARACTERS) {
                root.findings().add(place.pattern().keyNode(), "all files together are larger than 8 MB; include less");
                break;
            }
            text.ifPresent(read -> {
                texts.put(place.file().name(), read);
                section(place, PricingFile.withoutMark(read), root.findings()).ifPresent(included::add);
            });
        }
        return new Sources(root, included, version(yaml, texts), Bundle.write(yaml, texts));
    }

    private static List<Found> find(String pattern, Included others) {
        if (!Form.FILE.fits(pattern)) {
            throw new IllegalArgumentException(
                    quoted(pattern) + " is not below this file's folder; write a name such as models/openai.yaml");
        }
        return others.matching(pattern);
    }

    private static Optional<String> text(Place place, Included others, Findings findings) {
        try {
            return Optional.of(others.text(place.file()));
        } catch (FileText.Unreadable unreadable) {
            findings.add(place.pattern().keyNode(), quoted(place.file().name()) + ": " + unreadable.what());
            return Optional.empty();
        }
    }

    private static Optional<Section> section(Place place, String yaml, Findings findings) {
        Findings own = findings.including(place.file().shown(), yaml);
        Optional<Node> node = YamlTree.of(yaml, own);
        Optional<Section> section = node.map(read -> Section.of(read, own, "the file"));
        section.ifPresent(read -> read.without(Sources::isOfTheWholeBook).allow(BookShape.Included.class));
        return section;
    }

    private static boolean isOfTheWholeBook(Section.Entry entry, Findings findings) {
        boolean known = Keys.of(BookShape.class).allow(entry.key())
                && !Keys.of(BookShape.Included.class).allow(entry.key());
        if (known) {
            findings.add(
                    entry.keyNode(),
                    quoted(entry.key()) + " cannot stand in an included file; write it in the file that includes this,"
                            + " here go providers, models and services");
        }
        return known;
    }

    boolean has(String key) {
        return Stream.concat(Stream.of(root), included.stream()).anyMatch(file -> file.has(key));
    }

    /** The sections of this name in all files; what two files have is told at the second place. */
    List<Section> sections(String key) {
        Map<String, String> owners = new HashMap<>();
        return Stream.concat(Stream.of(root), included.stream())
                .flatMap(file -> file.section(key).stream())
                .map(section -> section.without((entry, findings) -> isTaken(entry, findings, owners)))
                .toList();
    }

    private static boolean isTaken(Section.Entry entry, Findings findings, Map<String, String> owners) {
        String owner = owners.putIfAbsent(entry.key(), findings.file());
        if (owner != null) {
            findings.add(
                    entry.keyNode(),
                    quoted(entry.key()) + " stands in " + Findings.line(owner) + " already; keep one of them");
        }
        return owner != null;
    }

    /** Of a file that includes nothing: of its text alone. */
    private static String version(String yaml, SortedMap<String, String> included) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(yaml.getBytes(StandardCharsets.UTF_8));
            included.forEach((name, text) -> {
                byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
                // With the length, so that moving text from one file into the next is another version.
                digest.update(("\0" + name + "\0" + bytes.length + "\0").getBytes(StandardCharsets.UTF_8));
                digest.update(bytes);
            });
            return HexFormat.of().formatHex(digest.digest()).substring(0, VERSION_DIGITS);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}

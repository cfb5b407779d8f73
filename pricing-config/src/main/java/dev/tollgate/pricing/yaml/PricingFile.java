package dev.tollgate.pricing.yaml;

import dev.tollgate.pricing.PriceBook;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads a {@code pricing.yaml} into a price book. docs/pricing.md tells the keys. */
public final class PricingFile {

    private PricingFile() {}

    /**
     * Reads a file and those that it includes.
     *
     * @throws PricingProblems with all that is wrong with it, or that it cannot be read
     */
    public static PriceBook read(Path file) {
        return check(file, Surroundings.UNKNOWN).book();
    }

    /**
     * Reads a text, which includes only what it carries with it ({@link ReadPricing#text}).
     *
     * @param name what problems call the text, usually the file's name
     * @throws PricingProblems with all that is wrong with it
     */
    public static PriceBook read(String name, String yaml) {
        return check(name, yaml, Surroundings.UNKNOWN).book();
    }

    /**
     * Reads a text as of a time.
     *
     * @param name what problems call the text, usually the file's name
     * @throws PricingProblems with all that is wrong with it
     */
    public static PriceBook read(String name, String yaml, InstantSource clock) {
        return check(name, yaml, Surroundings.UNKNOWN.at(clock)).book();
    }

    /**
     * Reads a text that was in force before, maybe for an earlier version of this program, which took more: what is refused
     * by now where it is brought in is read as it was, and told in {@link ReadPricing#outdated}.
     *
     * @param version what problems call the text
     * @throws PricingProblems with all that is wrong with it
     */
    public static ReadPricing stored(String version, String yaml) {
        return check(version, yaml, Surroundings.UNKNOWN.ofStored());
    }

    /**
     * Reads a file and those that it includes, and tells what is probably not meant.
     *
     * @throws PricingProblems with all that is wrong with it, or that it cannot be read
     */
    public static ReadPricing check(Path file, Surroundings surroundings) {
        try {
            String yaml = FileText.of(file);
            return check(file.toString(), yaml, new IncludedFiles(file), surroundings);
        } catch (FileText.Unreadable unreadable) {
            Problem problem = new Problem(file.toString(), 1, 1, unreadable.what(), "");
            throw new PricingProblems(List.of(problem), List.of());
        }
    }

    /**
     * Reads a text, which includes only what it carries with it ({@link ReadPricing#text}), and tells what is probably not meant.
     *
     * @param name what problems call the text, usually the file's name
     * @throws PricingProblems with all that is wrong with it
     */
    public static ReadPricing check(String name, String yaml, Surroundings surroundings) {
        Bundle bundle = Bundle.read(yaml);
        return check(name, bundle.main(), bundle, surroundings);
    }

    private static ReadPricing check(String name, String yaml, Included others, Surroundings surroundings) {
        String text = withoutMark(yaml);
        Findings findings = new Findings(name, text, surroundings);
        Optional<Node> root = YamlTree.of(text, findings);
        findings.throwIfAny();
        Sources sources = Sources.of(Section.of(root.orElseThrow(), findings, "the file"), yaml, others);
        PriceBook book = BookReader.read(sources, findings);
        return new ReadPricing(name, book, findings.warnings(), findings.outdated(), findings.unset(), sources.text());
    }

    /** Some editors begin a file with a byte order mark, which would shift the first line's columns. */
    static String withoutMark(String yaml) {
        return yaml.startsWith("\uFEFF") ? yaml.substring(1) : yaml;
    }
}

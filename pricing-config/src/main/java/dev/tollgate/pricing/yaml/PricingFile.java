package dev.tollgate.pricing.yaml;

import dev.tollgate.pricing.PriceBook;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads a {@code pricing.yaml} into a price book. docs/pricing.md tells the keys. */
public final class PricingFile {

    /** Far above any real price list, far below what would hurt. */
    private static final int MAX_CHARACTERS = 8 * 1024 * 1024;

    private static final int VERSION_DIGITS = 12;

    private PricingFile() {}

    /**
     * Reads a file.
     *
     * @throws PricingProblems with all that is wrong with it, or that it cannot be read
     */
    public static PriceBook read(Path file) {
        try {
            return read(file.toString(), Files.readString(file));
        } catch (NoSuchFileException missing) {
            throw unreadable(file, "there is no such file");
        } catch (IOException failure) {
            throw unreadable(file, "the file cannot be read as UTF-8 text");
        }
    }

    /**
     * Reads a text.
     *
     * @param name what problems call the text, usually the file's name
     * @throws PricingProblems with all that is wrong with it
     */
    public static PriceBook read(String name, String yaml) {
        Findings findings = new Findings(name, yaml);
        Optional<Node> root = root(yaml, findings);
        findings.throwIfAny();
        PriceBook book = BookReader.read(root.orElseThrow(), findings, version(yaml));
        findings.throwIfAny();
        return book;
    }

    private static Optional<Node> root(String yaml, Findings findings) {
        LoadSettings settings = LoadSettings.builder()
                .setUseMarks(true)
                .setMaxAliasesForCollections(100)
                .setCodePointLimit(MAX_CHARACTERS)
                .build();
        try {
            Optional<Node> root = new Compose(settings).composeString(yaml);
            if (root.isEmpty()) {
                findings.add(Optional.empty(), "the file is empty; see docs/pricing.md for what to write");
            }
            return root;
        } catch (MarkedYamlEngineException wrong) {
            findings.add(wrong.getProblemMark(), "this is not YAML: " + wrong.getProblem());
        } catch (YamlEngineException wrong) {
            findings.add(Optional.empty(), "this is not YAML: " + wrong.getMessage());
        }
        return Optional.empty();
    }

    private static PricingProblems unreadable(Path file, String what) {
        Findings findings = new Findings(file.toString(), "");
        findings.add(Optional.empty(), what);
        try {
            findings.throwIfAny();
        } catch (PricingProblems problems) {
            return problems;
        }
        throw new IllegalStateException(what);
    }

    private static String version(String yaml) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(yaml.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, VERSION_DIGITS);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}

package dev.tollgate.pricing.yaml;

import dev.tollgate.pricing.PriceBook;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
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
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads a {@code pricing.yaml} into a price book. docs/pricing.md tells the keys. */
public final class PricingFile {

    /** Far above any real price list, far below what would hurt. */
    private static final int MAX_CHARACTERS = 8 * 1024 * 1024;

    /** The format nests four deep; the reader of YAML would go down any depth until its stack ends. */
    private static final int MAX_DEPTH = 32;

    /** Enough for a catalogue that repeats each model under its dated names. */
    private static final int MAX_ANCHOR_USES = 5_000;

    private static final int VERSION_DIGITS = 12;

    private static final LoadSettings SETTINGS = LoadSettings.builder()
            .setUseMarks(true)
            .setAllowNonScalarKeys(true)
            .setMaxAliasesForCollections(MAX_ANCHOR_USES)
            .setCodePointLimit(MAX_CHARACTERS)
            .build();

    private PricingFile() {}

    /**
     * Reads a file.
     *
     * @throws PricingProblems with all that is wrong with it, or that it cannot be read
     */
    public static PriceBook read(Path file) {
        try {
            if (Files.isDirectory(file)) {
                throw unreadable(file, "this is a folder; name a pricing file, for example pricing.yaml");
            }
            byte[] bytes;
            try (var stream = Files.newInputStream(file)) {
                bytes = stream.readNBytes(MAX_CHARACTERS + 1);
            }
            if (bytes.length > MAX_CHARACTERS) {
                throw unreadable(file, "the file is larger than 8 MB; a price list is not, check its name");
            }
            String yaml = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return read(file.toString(), yaml);
        } catch (NoSuchFileException missing) {
            throw unreadable(file, "there is no such file; check the path");
        } catch (CharacterCodingException notText) {
            throw unreadable(file, "the file is not UTF-8 text; save it as UTF-8");
        } catch (IOException failure) {
            throw unreadable(file, "the file cannot be read; check its permissions");
        }
    }

    /**
     * Reads a text.
     *
     * @param name what problems call the text, usually the file's name
     * @throws PricingProblems with all that is wrong with it
     */
    public static PriceBook read(String name, String yaml) {
        return read(name, yaml, InstantSource.system());
    }

    /**
     * Reads a text as of a time.
     *
     * @param name what problems call the text, usually the file's name
     * @param clock tells whether the file's {@code effective} time has come
     * @throws PricingProblems with all that is wrong with it
     */
    public static PriceBook read(String name, String yaml, InstantSource clock) {
        // Some editors begin a file with a byte order mark, which would shift the first line's columns.
        String text = yaml.startsWith("\uFEFF") ? yaml.substring(1) : yaml;
        Findings findings = new Findings(name, text);
        Optional<Node> root = root(text, findings);
        findings.throwIfAny();
        return BookReader.read(root.orElseThrow(), findings, version(yaml), clock);
    }

    private static Optional<Node> root(String yaml, Findings findings) {
        try {
            Optional<Event> tooDeep = tooDeep(yaml);
            if (tooDeep.isPresent()) {
                findings.add(
                        tooDeep.get().getStartMark(),
                        "the file nests deeper than any pricing file; close a bracket before this");
                return Optional.empty();
            }
            Optional<Node> root = new Compose(SETTINGS).composeString(yaml);
            if (root.isEmpty()) {
                findings.add(Optional.empty(), "the file is empty; see docs/pricing.md for what to write");
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

    private static Optional<Event> tooDeep(String yaml) {
        int depth = 0;
        for (Event event : new Parse(SETTINGS).parseString(yaml)) {
            if (event instanceof CollectionStartEvent && ++depth > MAX_DEPTH) {
                return Optional.of(event);
            }
            if (event instanceof CollectionEndEvent) {
                depth--;
            }
        }
        return Optional.empty();
    }

    private static PricingProblems unreadable(Path file, String what) {
        return new PricingProblems(List.of(new Problem(file.toString(), 1, 1, what, "")));
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

package dev.tollgate.pricing.importer;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * LiteLLM's table {@code model_prices_and_context_window.json}: a JSON object with one member for each model, prices in
 * US dollars for one token.
 *
 * @param fileName without its folder
 * @param sha256 of the file, as hexadecimal digits
 * @param entries in the order of the table
 */
record PriceTable(String fileName, String sha256, List<TableEntry> entries) {

    /** The table has below 2 MB. */
    private static final int MOST_BYTES = 64 * 1024 * 1024;

    /** Documentation in the shape of an entry; there are prices in it, and no model. */
    private static final String SAMPLE = "sample_spec";

    private static final String PROVIDER = "litellm_provider";

    /** A price is a decimal number to the last digit, and a model that stands there twice has no certain price. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    /** @throws ImportProblem if the file cannot be read or is no such table */
    static PriceTable read(Path file) {
        byte[] bytes = bytes(file);
        JsonNode table = json(file, bytes);
        List<TableEntry> entries = table.propertyStream()
                .filter(entry -> !entry.getKey().equals(SAMPLE))
                .map(entry -> new TableEntry(
                        entry.getKey(), entry.getValue().path(PROVIDER).asString(""), entry.getValue()))
                .filter(entry -> !entry.provider().isEmpty())
                .toList();
        if (entries.isEmpty()) {
            throw new ImportProblem(file + " is not LiteLLM's price table: no entry of it has a '" + PROVIDER
                    + "'; download model_prices_and_context_window.json from its repository.");
        }
        return new PriceTable(String.valueOf(file.getFileName()), sha256(bytes), entries);
    }

    private static JsonNode json(Path file, byte[] bytes) {
        try {
            return JSON.readTree(bytes);
        } catch (JacksonException wrong) {
            int line = wrong.getLocation() == null ? 0 : wrong.getLocation().getLineNr();
            throw new ImportProblem(file + " is not LiteLLM's price table: it is not JSON"
                    + (line > 0 ? " from line " + line + " on" : "")
                    + ", or names a model twice; download model_prices_and_context_window.json again.");
        }
    }

    private static byte[] bytes(Path file) {
        if (Files.isDirectory(file)) {
            throw new ImportProblem(file + " is a folder; name the price table in it.");
        }
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] bytes = stream.readNBytes(MOST_BYTES + 1);
            if (bytes.length > MOST_BYTES) {
                throw new ImportProblem(file + " is larger than 64 MB; LiteLLM's price table is not, check the name.");
            }
            return bytes;
        } catch (NoSuchFileException missing) {
            throw new ImportProblem("There is no file " + file + "; check the path.");
        } catch (IOException failure) {
            throw new ImportProblem(file + " cannot be read; check that you may.");
        }
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}

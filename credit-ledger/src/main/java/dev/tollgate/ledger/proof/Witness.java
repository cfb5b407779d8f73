package dev.tollgate.ledger.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/**
 * What is known of the signed heads outside the database, where its owner cannot rewrite it.
 *
 * @param keys public keys that may have signed, in hex; empty: not known, so that signatures only say that statements were
 *     not changed by somebody without the key they name
 * @param lines the statements that were made, as they stand in the file
 */
public record Witness(Set<String> keys, List<String> lines) {

    public static final Witness NONE = new Witness(Set.of(), List.of());

    public Witness {
        keys = Set.copyOf(keys);
        lines = List.copyOf(lines);
    }

    /** With the lines of a file; none if it is not there. */
    public static Witness of(Set<String> keys, Path file) {
        try {
            return new Witness(keys, Files.exists(file) ? Files.readAllLines(file) : List.of());
        } catch (IOException failure) {
            throw new UncheckedIOException("the signed heads in " + file + " cannot be read", failure);
        }
    }
}

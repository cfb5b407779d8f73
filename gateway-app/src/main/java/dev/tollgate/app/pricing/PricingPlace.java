package dev.tollgate.app.pricing;

import dev.tollgate.pricing.yaml.PricingFile;
import dev.tollgate.pricing.yaml.PricingProblems;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;

/**
 * The place of a pricing file, read again and again: neither a changed time nor a notice of the file system is waited for,
 * because Kubernetes swaps a link above the file and editors put another file in its place.
 */
final class PricingPlace {

    /** A file that is being written looks like a shorter one; it counts when it has not changed for so long. */
    private static final Duration STILL = Duration.ofMillis(250);

    private static final int TRIES = 12;

    /** As much as a pricing file may have, and one more. */
    private static final int MOST_BYTES = 8 * 1024 * 1024 + 1;

    /** Whether it may include others; the reader knows. */
    private static final Pattern INCLUDES = Pattern.compile("\\binclude\\b");

    private final Path file;
    private String known = "";

    PricingPlace(Path file) {
        this.file = file;
    }

    /**
     * A fingerprint of what is there, if it is not the known one; waits until nobody is writing. Empty if nothing has
     * changed, or the writing goes on.
     */
    Optional<String> changed() {
        String print = print();
        if (print.equals(known)) {
            return Optional.empty();
        }
        for (int i = 0; i < TRIES; i++) {
            LockSupport.parkNanos(STILL.toNanos());
            String again = print();
            if (again.equals(print)) {
                return Optional.of(print);
            }
            print = again;
        }
        return Optional.empty();
    }

    /** What has this fingerprint was dealt with, and is not told of again. */
    void known(String print) {
        known = print;
    }

    /** @return names the content, or why there is none; what an included file says is part of it */
    String print() {
        try (InputStream stream = Files.newInputStream(file)) {
            byte[] bytes = stream.readNBytes(MOST_BYTES);
            String text = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(bytes)).toString();
            return hash(bytes) + (INCLUDES.matcher(text).find() ? ofAllFiles() : "");
        } catch (IOException unreadable) {
            return unreadable.toString();
        }
    }

    private String ofAllFiles() {
        try {
            return PricingFile.read(file).version();
        } catch (PricingProblems problems) {
            return String.valueOf(problems.getMessage());
        }
    }

    private static String hash(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}

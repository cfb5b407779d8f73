package dev.tollgate.ledger.proof;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.UUID;

/** Builds what is hashed (fields with | between) in one buffer that is used again and again. */
final class HashedLine {

    private static final byte[] MIN = Long.toString(Long.MIN_VALUE).getBytes(StandardCharsets.US_ASCII);
    private static final int DIGITS = 20;
    private static final byte[] NOTHING = new byte[0];
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /** The bytes of an id in front of which its text has a hyphen. */
    private static final int HYPHENS = 1 << 4 | 1 << 6 | 1 << 8 | 1 << 10;

    private final MessageDigest sha256;
    private final byte[] digits = new byte[DIGITS];
    private byte[] buffer = new byte[1024];
    private int length;
    private boolean first = true;

    HashedLine() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    HashedLine begin() {
        return begin(NOTHING);
    }

    /** Begins a line behind these bytes, which get no |. */
    HashedLine begin(byte[] before) {
        length = 0;
        raw(before);
        first = true;
        return this;
    }

    HashedLine field(byte[] text) {
        separate();
        return raw(text);
    }

    HashedLine field(long number) {
        separate();
        if (number == Long.MIN_VALUE) {
            return raw(MIN);
        }
        int at = DIGITS;
        long left = Math.abs(number);
        do {
            digits[--at] = (byte) ('0' + left % 10);
            left /= 10;
        } while (left > 0);
        if (number < 0) {
            digits[--at] = '-';
        }
        append(digits, at, DIGITS - at);
        return this;
    }

    /** An id in the form that PostgreSQL gives it. */
    HashedLine field(UUID id) {
        separate();
        for (int i = 0; i < Long.BYTES * 2; i++) {
            long half = i < Long.BYTES ? id.getMostSignificantBits() : id.getLeastSignificantBits();
            int octet = (int) (half >>> 56 - 8 * (i % Long.BYTES)) & 0xFF;
            if ((HYPHENS >> i & 1) == 1) {
                append((byte) '-');
            }
            append(HEX[octet >> 4]);
            append(HEX[octet & 0xF]);
        }
        return this;
    }

    /** The lengths of all but the last as fields, then the texts: whatever they contain, no others make the same line. */
    HashedLine texts(byte[]... texts) {
        for (int text = 0; text < texts.length - 1; text++) {
            field(texts[text].length);
        }
        separate();
        for (byte[] text : texts) {
            raw(text);
        }
        return this;
    }

    /** Bytes without a | before them. */
    HashedLine raw(byte[] bytes) {
        append(bytes, 0, bytes.length);
        return this;
    }

    byte[] hash() {
        sha256.update(buffer, 0, length);
        return sha256.digest();
    }

    private void separate() {
        if (!first) {
            append((byte) '|');
        }
        first = false;
    }

    private void append(byte one) {
        if (length == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        buffer[length++] = one;
    }

    private void append(byte[] bytes, int from, int count) {
        if (length + count > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(length + count, buffer.length * 2));
        }
        System.arraycopy(bytes, from, buffer, length, count);
        length += count;
    }
}

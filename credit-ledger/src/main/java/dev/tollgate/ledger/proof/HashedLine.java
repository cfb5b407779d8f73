package dev.tollgate.ledger.proof;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** Builds what is hashed (fields with | between) in one buffer that is used again and again. */
final class HashedLine {

    private static final byte[] MIN = Long.toString(Long.MIN_VALUE).getBytes(StandardCharsets.US_ASCII);
    private static final int DIGITS = 20;

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
            append(new byte[] {'|'}, 0, 1);
        }
        first = false;
    }

    private void append(byte[] bytes, int from, int count) {
        if (length + count > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.max(length + count, buffer.length * 2));
        }
        System.arraycopy(bytes, from, buffer, length, count);
        length += count;
    }
}

package dev.tollgate.ledger.key;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.zip.CRC32;

/**
 * How keys look: {@code tg_live_}, 32 random letters and digits (190 bits), and 6 that check them, so that a mistyped key
 * is refused without asking the database.
 */
public final class KeyFormat {

    public static final String PREFIX = "tg_live_";
    public static final int SHOWN = PREFIX.length() + 6;

    private static final String DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private static final int RANDOM = 32;
    private static final int CHECK = 6;

    private static final SecureRandom RANDOMNESS = new SecureRandom();

    private KeyFormat() {}

    public static String newKey() {
        String body = PREFIX + random(RANDOM);
        return body + check(body);
    }

    public static String random(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int i = 0; i < length; i++) {
            text.append(DIGITS.charAt(RANDOMNESS.nextInt(DIGITS.length())));
        }
        return text.toString();
    }

    public static boolean isWellFormed(String key) {
        int body = PREFIX.length() + RANDOM;
        return key.length() == body + CHECK
                && key.startsWith(PREFIX)
                && key.substring(body).equals(check(key.substring(0, body)));
    }

    private static String check(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.UTF_8));
        long rest = crc.getValue();
        StringBuilder text = new StringBuilder(CHECK);
        for (int i = 0; i < CHECK; i++) {
            text.append(DIGITS.charAt((int) (rest % DIGITS.length())));
            rest /= DIGITS.length();
        }
        return text.toString();
    }

    public static byte[] hash(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}

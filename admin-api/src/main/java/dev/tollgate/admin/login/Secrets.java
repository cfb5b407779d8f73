package dev.tollgate.admin.login;

import dev.tollgate.admin.login.token.TokenKeys;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;

/** The random texts that are shown once and kept as hashes: refresh tokens and codes, of 256 bits. */
final class Secrets {

    private static final String REFRESH = "tg_refresh_";
    private static final String CODE = "tg_code_";
    private static final int BYTES = 32;
    private static final Pattern RANDOM = Pattern.compile("[A-Za-z0-9_-]{43}");
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();
    private static final SecureRandom RANDOMNESS = new SecureRandom();

    private Secrets() {}

    static String newRefreshToken() {
        return REFRESH + random();
    }

    static String newCode() {
        return CODE + random();
    }

    private static String random() {
        byte[] random = new byte[BYTES];
        RANDOMNESS.nextBytes(random);
        return BASE64.encodeToString(random);
    }

    /**
     * The token after one. It follows from it and from a secret of the gateway's, so that the same exchange gives the same
     * token, and nobody else can tell it.
     */
    static String next(String refreshToken, TokenKeys keys) {
        return REFRESH
                + BASE64.encodeToString(keys.derive("refresh", refreshToken.getBytes(StandardCharsets.US_ASCII)));
    }

    static boolean isRefreshToken(String text) {
        return text.startsWith(REFRESH)
                && RANDOM.matcher(text.substring(REFRESH.length())).matches();
    }

    static boolean isCode(String text) {
        return text.startsWith(CODE)
                && RANDOM.matcher(text.substring(CODE.length())).matches();
    }

    static byte[] hash(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}

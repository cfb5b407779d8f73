package dev.tollgate.admin.billing;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Whether Stripe has signed a body, a short time ago: {@code Stripe-Signature: t=seconds,v1=HMAC-SHA256 of "t.body"}. Stripe's
 * own client takes times to come and trips over malformed headers, so this is our own.
 */
final class Signatures {

    private static final long TOLERANCE_SECONDS = 300;
    private static final int LONGEST_HEADER = 2000;
    private static final int LONGEST_NUMBER = 12;

    private final List<byte[]> secrets;

    /** @param secrets any of which may have signed */
    Signatures(List<String> secrets) {
        this.secrets = secrets.stream()
                .map(secret -> secret.getBytes(StandardCharsets.UTF_8))
                .toList();
        hmac(new byte[1], "", new byte[0]); // What this loads is not to be loaded on an event loop.
    }

    /** @param now in seconds since 1970 */
    boolean good(byte[] body, @Nullable String header, long now) {
        if (header == null || header.length() > LONGEST_HEADER) {
            return false;
        }
        String time = "";
        boolean signed = false;
        for (String part : header.split(",")) {
            if (part.startsWith("t=") && time.isEmpty()) {
                time = part.substring(2);
            }
        }
        if (!time.matches("[0-9]{1," + LONGEST_NUMBER + "}")
                || Math.abs(now - Long.parseLong(time)) > TOLERANCE_SECONDS) {
            return false;
        }
        // Once for each secret: who sends many signatures of a long body is not to have one computed for each.
        for (byte[] secret : secrets) {
            byte[] own = hmac(secret, time, body).getBytes(StandardCharsets.UTF_8);
            for (String part : header.split(",")) {
                signed |= part.startsWith("v1=") && MessageDigest.isEqual(own, shown(part));
            }
        }
        return signed;
    }

    private static byte[] shown(String part) {
        return part.substring("v1=".length()).getBytes(StandardCharsets.UTF_8);
    }

    static String hmac(byte[] secret, String time, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            mac.update((time + ".").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException missing) {
            throw new IllegalStateException("every Java has HmacSHA256", missing);
        }
    }
}

package dev.tollgate.simulator.stripe;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The header {@code Stripe-Signature}: the time, and one HMAC-SHA256 for each secret of the endpoint.
 *
 * @see <a href="https://docs.stripe.com/webhooks#verify-manually">Stripe: verify webhook signatures manually</a>
 */
public final class StripeSignature {
    private static final String ALGORITHM = "HmacSHA256";

    private StripeSignature() {}

    /**
     * The header for a body.
     *
     * @param at the time that is signed; another one than now makes a stale or a future signature
     */
    public static String header(String body, List<String> secrets, Instant at) {
        StringBuilder header = new StringBuilder("t=" + at.getEpochSecond());
        for (String secret : secrets) {
            header.append(",v1=").append(hmac(secret, at.getEpochSecond() + "." + body));
        }
        return header.toString();
    }

    private static String hmac(String secret, String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has " + ALGORITHM + ".", e);
        }
    }
}

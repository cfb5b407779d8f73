package dev.tollgate.admin.alert;

import dev.tollgate.admin.AlertKey;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.stereotype.Component;

/**
 * The secrets that webhooks are signed with, one for each account. They are stored nowhere: each is made of the gateways'
 * own key and a number of which the database keeps a copy.
 */
@Component
final class WebhookSecrets {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int NONCE_BYTES = 16;

    private final SecureRandom random = new SecureRandom();
    private final AlertKey key;

    WebhookSecrets(AlertKey key) {
        this.key = key;
    }

    String newNonce() {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        return HexFormat.of().formatHex(nonce);
    }

    /** What the account's owner is shown once. */
    String secret(String account, String nonce) {
        byte[] made = mac(key.value(), "webhook|" + account + "|" + nonce);
        return "whsec_" + Base64.getUrlEncoder().withoutPadding().encodeToString(made);
    }

    /** The value of {@code tollgate-signature}: {@code t=SECONDS,v1=HEX} over {@code SECONDS.BODY}, as Stripe does it. */
    static String signature(String secret, long seconds, String body) {
        return "t=" + seconds + ",v1=" + HexFormat.of().formatHex(mac(secret, seconds + "." + body));
    }

    private static byte[] mac(String key, String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}

package dev.tollgate.filter.gateway;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The signature of a provider's callback: HMAC-SHA1, in Base64, over the address that was called and then name and value of
 * each field of the form, sorted by name; keyed by the provider's own secret.
 *
 * @see <a href="https://www.twilio.com/docs/usage/security#validating-requests">Twilio: validating requests</a>
 */
final class CallbackSignature {

    private static final String ALGORITHM = "HmacSHA1";

    private CallbackSignature() {}

    static boolean isOf(String shown, String secret, String address, Map<String, List<String>> form) {
        byte[] right = of(secret, address, form).getBytes(StandardCharsets.US_ASCII);
        return MessageDigest.isEqual(right, shown.getBytes(StandardCharsets.UTF_8));
    }

    private static String of(String secret, String address, Map<String, List<String>> form) {
        StringBuilder signed = new StringBuilder(address);
        new TreeMap<>(form).forEach((name, values) -> values.stream().sorted().forEach(value -> signed.append(name)
                .append(value)));
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return Base64.getEncoder()
                    .encodeToString(mac.doFinal(signed.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java has " + ALGORITHM, impossible);
        }
    }
}

package dev.tollgate.admin.login.token;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys that sign what people show: the first one signs, all are believed. To change the key, put the new one in front
 * and leave the old one behind it until what it signed is over. Elliptic curve P-256 (ES256), as a JSON Web Key Set.
 */
public final class TokenKeys {

    private final ECKey signing;
    private final List<ECKey> believed;

    private TokenKeys(List<ECKey> keys) {
        this.signing = keys.get(0);
        this.believed = keys.stream().map(ECKey::toPublicJWK).toList();
    }

    /** A new key, named by its fingerprint. */
    public static TokenKeys generate() {
        try {
            return new TokenKeys(List.of(
                    new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate()));
        } catch (JOSEException impossible) {
            throw new IllegalStateException("every Java platform has P-256", impossible);
        }
    }

    /**
     * @param text as {@link #privateText()} gave it, or several of its keys in one set
     * @throws IllegalArgumentException if it is no such set; the message does not repeat it
     */
    public static TokenKeys of(String text) {
        try {
            List<ECKey> keys = new ArrayList<>();
            for (JWK key : JWKSet.parse(text).getKeys()) {
                keys.add(named(key));
            }
            if (keys.isEmpty() || !keys.get(0).isPrivate() || !isOnePair(keys.get(0))) {
                throw new IllegalArgumentException("its first key must have both of its halves, which belong together");
            }
            return new TokenKeys(keys);
        } catch (ParseException | JOSEException | ClassCastException wrong) {
            // Without the cause, which may quote the key.
            throw new IllegalArgumentException("it must be a JSON Web Key Set of keys on the curve P-256");
        }
    }

    private static ECKey named(JWK key) throws JOSEException {
        ECKey curve = (ECKey) key;
        if (!Curve.P_256.equals(curve.getCurve())) {
            throw new JOSEException("another curve");
        }
        return new ECKey.Builder(curve).keyIDFromThumbprint().build();
    }

    private static boolean isOnePair(ECKey key) throws JOSEException {
        JWSObject probe = new JWSObject(new JWSHeader(JWSAlgorithm.ES256), new Payload("probe"));
        probe.sign(new ECDSASigner(key));
        return probe.verify(new ECDSAVerifier(key.toPublicJWK()));
    }

    /** The signing key with its secret half: for a file that only its owner can read. */
    public String privateText() {
        return new JWKSet(signing).toString(false);
    }

    ECKey signing() {
        return signing;
    }

    /** The public key of a name. The name is compared, and nothing else is done with it. */
    Optional<ECKey> believed(String name) {
        return believed.stream().filter(key -> key.getKeyID().equals(name)).findFirst();
    }

    /** A secret that follows from the signing key, for one purpose: HMAC-SHA-256 of a text. */
    public byte[] derive(String purpose, byte[] text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(signing.getD().decode(), "HmacSHA256"));
            byte[] key = mac.doFinal(purpose.getBytes(StandardCharsets.UTF_8));
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every Java platform has HMAC-SHA-256", impossible);
        }
    }

    @Override
    public String toString() {
        return "TokenKeys[" + signing.getKeyID() + "]";
    }
}

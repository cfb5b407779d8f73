package dev.tollgate.ledger.proof;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.HexFormat;

/** The key that signs the heads of the books: Ed25519. */
public final class SigningKey {

    private static final String ALGORITHM = "Ed25519";
    private static final HexFormat HEX = HexFormat.of();

    private final KeyPair pair;

    private SigningKey(KeyPair pair) {
        this.pair = pair;
    }

    public static SigningKey generate() {
        try {
            return new SigningKey(KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /**
     * @param privateKey as {@link #privateKey()} gave it
     * @param publicKey as {@link #publicKey()} gave it
     * @throws IllegalArgumentException if they are no such keys, or not of one pair
     */
    public static SigningKey of(String privateKey, String publicKey) {
        try {
            KeyFactory keys = KeyFactory.getInstance(ALGORITHM);
            SigningKey key = new SigningKey(new KeyPair(
                    keys.generatePublic(new X509EncodedKeySpec(HEX.parseHex(publicKey))),
                    keys.generatePrivate(new PKCS8EncodedKeySpec(HEX.parseHex(privateKey)))));
            byte[] probe = {1};
            if (!isSignedBy(HEX.parseHex(publicKey), probe, key.sign(probe))) {
                throw new IllegalArgumentException("the signing key's two halves do not belong together");
            }
            return key;
        } catch (GeneralSecurityException | IllegalArgumentException wrong) {
            throw new IllegalArgumentException("the signing key of the ledger is no Ed25519 key in hex", wrong);
        }
    }

    /** PKCS#8 in hex. */
    public String privateKey() {
        return HEX.formatHex(pair.getPrivate().getEncoded());
    }

    /** X.509 in hex: for everybody. */
    public String publicKey() {
        return HEX.formatHex(pair.getPublic().getEncoded());
    }

    byte[] sign(byte[] text) {
        try {
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initSign(pair.getPrivate());
            signature.update(text);
            return signature.sign();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    static boolean isSignedBy(byte[] publicKey, byte[] text, byte[] signed) {
        try {
            PublicKey key = KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(publicKey));
            Signature signature = Signature.getInstance(ALGORITHM);
            signature.initVerify(key);
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException noKeyOrNoSignature) {
            return false;
        }
    }
}

package dev.tollgate.ledger.idempotency;

import com.google.crypto.tink.subtle.AesGcmJce;
import com.google.crypto.tink.subtle.Hkdf;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;

/**
 * An account's {@code Idempotency-Key}: what the ledger finds a call by, and what seals the answer, so that nobody who sees
 * the database alone can read it. Both are derived from the key (HKDF-SHA256, RFC 5869), and neither tells it.
 */
public final class CallKey {

    private static final String MAC = "HMACSHA256";
    private static final int BYTES = 32;
    private static final byte[] FIND = text("tollgate idempotency: find");
    private static final byte[] SEAL = text("tollgate idempotency: seal");

    private final long account;
    private final byte[] hash;
    private final byte[] seal;

    private CallKey(long account, byte[] hash, byte[] seal) {
        this.account = account;
        this.hash = hash;
        this.seal = seal;
    }

    /** The same text is another key for another account. */
    public static CallKey of(long account, String key) {
        try {
            byte[] whose = text(Long.toString(account));
            return new CallKey(
                    account,
                    Hkdf.computeHkdf(MAC, text(key), whose, FIND, BYTES),
                    Hkdf.computeHkdf(MAC, text(key), whose, SEAL, BYTES));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("this Java has no HMAC-SHA256", impossible);
        }
    }

    long account() {
        return account;
    }

    byte[] hash() {
        return hash.clone();
    }

    byte[] close(byte[] answer) {
        try {
            return new AesGcmJce(seal).encrypt(answer, hash);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("an answer cannot be sealed", impossible);
        }
    }

    /** Empty if it was sealed with another key, or was changed. */
    Optional<byte[]> open(byte[] sealed) {
        try {
            return Optional.of(new AesGcmJce(seal).decrypt(sealed, hash));
        } catch (GeneralSecurityException closed) {
            return Optional.empty();
        }
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

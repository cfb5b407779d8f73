package dev.tollgate.ledger.idempotency;

import com.google.crypto.tink.subtle.AesGcmJce;
import com.google.crypto.tink.subtle.Hkdf;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;

/**
 * An {@code Idempotency-Key} of an API key: what the ledger finds a call by, and what seals its answer and hides its request,
 * so that nobody who sees the database alone can read or guess them. All are derived from the key (HKDF-SHA256, RFC 5869),
 * and none tells it.
 */
public final class CallKey {

    private static final String MAC = "HMACSHA256";
    private static final int BYTES = 32;
    private static final byte[] FIND = text("tollgate idempotency: find");
    private static final byte[] SEAL = text("tollgate idempotency: seal");
    private static final byte[] HIDE = text("tollgate idempotency: hide");

    private final long account;
    private final byte[] hash;
    private final byte[] seal;

    private CallKey(long account, byte[] hash, byte[] seal) {
        this.account = account;
        this.hash = hash;
        this.seal = seal;
    }

    /** The same text is another key for another API key: what one may do, another may not. */
    public static CallKey of(long account, long apiKey, String key) {
        byte[] whose = text(account + "/" + apiKey);
        return new CallKey(account, derived(text(key), whose, FIND), derived(text(key), whose, SEAL));
    }

    private static byte[] derived(byte[] from, byte[] salt, byte[] use) {
        try {
            return Hkdf.computeHkdf(MAC, from, salt, use, BYTES);
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

    /** Tells equal requests apart from others, and nothing of them to whoever has not the key. */
    byte[] hide(byte[] request) {
        return derived(request, seal, HIDE);
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

package dev.tollgate.ledger.ownkey;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.RegistryConfiguration;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Optional;

/**
 * Closes and opens provider keys with a keyset that only the gateways have (Tink AEAD, AES-256-GCM), so that the database
 * alone tells nothing. What is sealed is bound to its account and provider: in another row it does not open.
 */
public final class KeySeal {

    private final Aead aead;

    private KeySeal(Aead aead) {
        this.aead = aead;
    }

    /**
     * @param keyset as {@link KeysetText} writes it
     * @throws IllegalArgumentException if it is not one; the message says what to do and tells nothing of it
     */
    public static KeySeal of(String keyset) {
        try {
            return new KeySeal(KeysetText.parse(keyset).getPrimitive(RegistryConfiguration.get(), Aead.class));
        } catch (GeneralSecurityException unreadable) {
            // Its message may quote what was given.
            throw new IllegalArgumentException(KeysetText.UNREADABLE);
        }
    }

    public String close(String key, long account, String provider) {
        try {
            return Base64.getEncoder()
                    .encodeToString(aead.encrypt(key.getBytes(StandardCharsets.UTF_8), place(account, provider)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("a key cannot be sealed", impossible);
        }
    }

    /** The key in clear; empty if it was sealed with a keyset that is gone, for somebody else, or was changed. */
    public Optional<String> open(String sealed, long account, String provider) {
        try {
            byte[] clear = aead.decrypt(Base64.getDecoder().decode(sealed), place(account, provider));
            return Optional.of(new String(clear, StandardCharsets.UTF_8));
        } catch (GeneralSecurityException | IllegalArgumentException closed) {
            return Optional.empty();
        }
    }

    private static byte[] place(long account, String provider) {
        return (account + "|" + provider).getBytes(StandardCharsets.UTF_8);
    }
}

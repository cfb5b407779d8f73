package dev.tollgate.ledger.ownkey;

import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.TinkJsonProtoKeysetFormat;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;

/**
 * Keysets as the text that stands in the gateways' environment: one word. Exchanging a key goes in steps, so that at no time a node
 * meets something that it cannot open: {@link #withNewKey add} and give it to all nodes, {@link #withNewestFirst promote}
 * and give it to all nodes, seal all keys anew, then {@link #withoutOld retire}.
 */
public final class KeysetText {

    static final String UNREADABLE = "it is not a keyset; write what './tollgate own-keys new' prints";

    private KeysetText() {}

    public static String create() {
        return attempt(() ->
                text(KeysetHandle.newBuilder().addEntry(newKey().makePrimary()).build()));
    }

    /** With one more key, which seals nothing yet. */
    public static String withNewKey(String keyset) {
        return attempt(() ->
                text(KeysetHandle.newBuilder(parse(keyset)).addEntry(newKey()).build()));
    }

    /** What is sealed from now on is sealed with the key that came last. */
    public static String withNewestFirst(String keyset) {
        return attempt(() -> {
            KeysetHandle.Builder keys = KeysetHandle.newBuilder(parse(keyset));
            keys.getAt(keys.size() - 1).makePrimary();
            return text(keys.build());
        });
    }

    /** Without all keys that seal nothing any more: what they have sealed does not open again. */
    public static String withoutOld(String keyset) {
        return attempt(() -> {
            KeysetHandle keys = parse(keyset);
            KeysetHandle.Entry primary = keys.getPrimary();
            return text(KeysetHandle.newBuilder()
                    .addEntry(KeysetHandle.importKey(primary.getKey()).makePrimary())
                    .build());
        });
    }

    private static KeysetHandle.Builder.Entry newKey() {
        return KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                .withRandomId();
    }

    /** @throws IllegalArgumentException if it is not one; the message tells nothing of it */
    static KeysetHandle parse(String keyset) {
        try {
            AeadConfig.register();
            String json = new String(Base64.getDecoder().decode(keyset.strip()), StandardCharsets.UTF_8);
            return TinkJsonProtoKeysetFormat.parseKeyset(json, InsecureSecretKeyAccess.get());
        } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
            // Its message may quote what was given.
            throw new IllegalArgumentException(UNREADABLE);
        }
    }

    private static String text(KeysetHandle keys) throws GeneralSecurityException {
        String json = TinkJsonProtoKeysetFormat.serializeKeyset(keys, InsecureSecretKeyAccess.get());
        return Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    private interface Step {
        String take() throws GeneralSecurityException;
    }

    private static String attempt(Step step) {
        try {
            AeadConfig.register();
            return step.take();
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("keysets cannot be made here", impossible);
        }
    }
}

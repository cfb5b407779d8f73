package dev.tollgate.admin;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * The key that administrators show in {@code x-admin-key}.
 *
 * @param value in clear; masked in {@link #toString()}
 */
public record AdminKey(String value) {

    public AdminKey {
        if (value.isBlank()) {
            throw new IllegalArgumentException("the admin key must not be empty");
        }
    }

    /** Takes the same time for every wrong key. */
    public boolean matches(@Nullable String shown) {
        return shown != null
                && MessageDigest.isEqual(
                        value.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
        return "AdminKey[masked]";
    }
}

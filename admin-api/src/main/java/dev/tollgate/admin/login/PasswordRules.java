package dev.tollgate.admin.login;

import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * What may be a password, by NIST SP 800-63B: 8 to 128 characters of any kind, and none of those that are guessed first.
 * The same characters are taken for the same, however a keyboard composes them (NFKC). The list is read at the start: later,
 * an event loop would have to wait for the file.
 */
@Component
final class PasswordRules {

    private static final int SHORTEST = 8;
    private static final int LONGEST = 128;

    /** Of UTF-16, before it is composed. */
    private static final int LONGEST_SENT = 1024;

    private final Set<String> common = common();

    private static Set<String> common() {
        try (InputStream list =
                Objects.requireNonNull(PasswordRules.class.getResourceAsStream("common-passwords.txt"))) {
            return new String(list.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .collect(Collectors.toUnmodifiableSet());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The password that somebody shows, as it is compared; it need not be one that could be chosen today. */
    static String shown(Fields fields) {
        return fields.text("password", LONGEST_SENT)
                .map(PasswordRules::composed)
                .filter(password -> !password.isEmpty())
                .orElseThrow(() -> Problem.badField("password", "must be your password."));
    }

    static boolean isShown(Fields fields) {
        return fields.text("password", LONGEST_SENT).isPresent();
    }

    /** The password that somebody chooses, as it is hashed. */
    String chosen(Fields fields, String email) {
        String password = shown(fields);
        int length = password.codePointCount(0, password.length());
        if (length < SHORTEST || length > LONGEST) {
            throw Problem.badField("password", "must have " + SHORTEST + " to " + LONGEST + " characters.");
        }
        String plain = password.toLowerCase(Locale.ROOT);
        String address = composed(email).toLowerCase(Locale.ROOT);
        if (plain.equals(address) || plain.equals(address.substring(0, address.indexOf('@')))) {
            throw Problem.badField("password", "must not be your e-mail address.");
        }
        if (common.contains(plain) || plain.codePoints().distinct().count() == 1) {
            throw Problem.badField("password", "is one of those that are guessed first. Choose another one.");
        }
        return password;
    }

    private static String composed(String password) {
        return Normalizer.normalize(password, Normalizer.Form.NFKC);
    }
}

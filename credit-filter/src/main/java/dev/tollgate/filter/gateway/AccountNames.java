package dev.tollgate.filter.gateway;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names of the platform's account with a provider, which providers put into their error messages. */
final class AccountNames {

    private static final Pattern NAMES = Pattern.compile("\\b(org-|proj_|user-|sk-)[A-Za-z0-9_*-]{3,}");

    private AccountNames() {}

    /** The same bytes without these names. */
    static byte[] masked(byte[] error) {
        // One character for each byte, so that what is not touched stays as it is in any encoding.
        Matcher names = NAMES.matcher(new String(error, StandardCharsets.ISO_8859_1));
        return names.find() ? names.replaceAll("$1***").getBytes(StandardCharsets.ISO_8859_1) : error;
    }
}

package dev.tollgate.filter.dialect.gemini;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** The address of a file: one that Google keeps for an account, or one of the web that is everybody's. */
final class FileAddress {

    /** Google finds a file by this end of its address; which host stands before it may not matter to it. */
    private static final Pattern FILE = Pattern.compile("/v\\d+[a-z]*\\d*/files/[a-z0-9-]+/?");

    /** Where people publish files of their own; of the first one each bucket has a host of its own, too. */
    private static final String BUCKETS = "storage.googleapis.com";

    private static final Set<String> PUBLISHED =
            Set.of(BUCKETS, "commondatastorage.googleapis.com", "firebasestorage.googleapis.com");

    private FileAddress() {}

    /** Whether it may be an account's file: all that is not plainly somewhere else on the web. */
    static boolean isKept(String address) {
        try {
            URI uri = new URI(address);
            String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
            String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
            boolean web = (scheme.equals("https") || scheme.equals("http")) && uri.getHost() != null;
            return !web
                    || isGoogles(host)
                    || FILE.matcher(String.valueOf(uri.getPath())).matches();
        } catch (URISyntaxException noAddress) {
            return true;
        }
    }

    private static boolean isGoogles(String host) {
        String plain = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
        return plain.endsWith("googleapis.com") && !PUBLISHED.contains(plain) && !plain.endsWith('.' + BUCKETS);
    }
}

package dev.tollgate.admin.alert;

import dev.tollgate.admin.problem.Problem;
import java.net.URI;
import java.net.URISyntaxException;

/** Which addresses an account may name for its webhook. Where their host really is, is looked at with each connection. */
final class WebhookUrl {

    private WebhookUrl() {}

    /** @throws Problem if it cannot be one */
    static String check(String text, boolean allowLocal) {
        try {
            URI url = new URI(text);
            boolean scheme = "https".equals(url.getScheme()) || allowLocal && "http".equals(url.getScheme());
            if (scheme && url.getHost() != null && url.getUserInfo() == null && url.getFragment() == null) {
                return url.toASCIIString();
            }
        } catch (URISyntaxException malformed) {
            // Told below, as for addresses of another kind.
        }
        throw Problem.badField(
                "webhook", "must be an address such as https://example.com/hook, without a user's name and '#'.");
    }
}

package dev.tollgate.admin.login.token;

import java.net.URI;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How people log in.
 *
 * @param issuer what our own access tokens name as their issuer
 * @param issuers whose access tokens are taken beside our own
 * @param returnUrl where a browser goes with its code after a log-in elsewhere; without it there is none
 * @param freeRegistrations accounts that one client may make before it has to wait: 10, if left out
 * @param freeGuesses passwords that one client may try before it has to wait: 20, if left out
 * @param withoutNonce registrations whose provider returns no nonce and refuses a proof key: LinkedIn, if left out
 */
@ConfigurationProperties("tollgate.login")
public record LoginSettings(
        String issuer,
        List<Issuer> issuers,
        @Nullable URI returnUrl,
        Set<String> withoutNonce,
        @DefaultValue("10") int freeRegistrations,
        @DefaultValue("20") int freeGuesses) {

    @SuppressWarnings("NullAway") // What is not set comes as null.
    public LoginSettings {
        issuer = Objects.requireNonNullElse(issuer, "tollgate");
        issuers = Objects.requireNonNullElse(issuers, List.of());
        withoutNonce = Objects.requireNonNullElse(withoutNonce, Set.of("linkedin"));
        if (returnUrl != null) {
            requireSafe("tollgate.login.return-url", returnUrl);
        }
        String own = issuer;
        if (issuers.stream().anyMatch(other -> other.issuer().equals(own))) {
            throw new IllegalArgumentException("tollgate.login.issuers must not name '" + own + "', which is our own");
        }
        long names = issuers.stream().map(Issuer::issuer).distinct().count();
        if (names < issuers.size()) {
            throw new IllegalArgumentException("tollgate.login.issuers names an issuer twice");
        }
    }

    /**
     * Another issuer.
     *
     * @param issuer as its tokens name it, to the letter; its keys are found from there
     * @param audience what a token must be for
     */
    public record Issuer(String issuer, String audience) {

        public Issuer {
            requireSafe("tollgate.login.issuers", URI.create(issuer));
            if (audience.isBlank()) {
                throw new IllegalArgumentException(
                        "tollgate.login.issuers must say which audience the tokens of " + issuer + " are for");
            }
        }
    }

    private static final Set<String> THIS_MACHINE = Set.of("localhost", "127.0.0.1", "[::1]");

    /** Over TLS, or on this machine. */
    static void requireSafe(String name, URI address) {
        boolean safe = "https".equals(address.getScheme())
                || "http".equals(address.getScheme())
                        && THIS_MACHINE.contains(
                                Optional.ofNullable(address.getHost()).orElse(""));
        if (!safe || address.getUserInfo() != null || address.getFragment() != null) {
            throw new IllegalArgumentException(
                    name + " must be an https:// address without a fragment, not " + address);
        }
    }
}

package dev.tollgate.pricing;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which paths are a service's: {@code *} is any one segment, {@code **} at the end all below, and {@code {user}} the user
 * of the provider's basic authentication, whatever a caller writes in its place.
 *
 * @param pattern begins with a slash
 */
public record ServicePath(String pattern) {

    /** What the provider's user is written for. */
    public static final String USER = "{user}";

    private static final String ANY = "*";
    private static final String BELOW = "**";

    /** A segment that no two programs read in two ways: nothing to decode, no parameters, no way up. */
    private static final Pattern SAFE = Pattern.compile("(?!\\.+$)[A-Za-z0-9._~:@-]{1,256}");

    /** The first segments of what the gateway serves itself: no service answers anything below them. */
    private static final Set<String> OWN = Set.of("api", "admin", "callbacks", "actuator", "oauth2", "login", "logout");

    /** Whether nothing that was sent fits, since the gateway answers all of it itself. */
    public boolean isTheGateways() {
        return OWN.contains(segments(pattern).get(0));
    }

    /** Whether the path has the provider's user in it. */
    public boolean namesUser() {
        return segments(pattern).contains(USER);
    }

    /**
     * The path at the provider for one that was sent, with {@link #USER} where the provider's user belongs; empty if it is
     * not the service's.
     *
     * @param sent as it came, not decoded
     */
    public Optional<String> at(String sent) {
        List<String> wanted = segments(pattern);
        List<String> given = segments(sent);
        if (OWN.contains(given.get(0))) {
            return Optional.empty();
        }
        boolean below = wanted.get(wanted.size() - 1).equals(BELOW);
        int fixed = below ? wanted.size() - 1 : wanted.size();
        if (below ? given.size() <= fixed : given.size() != fixed) {
            return Optional.empty();
        }
        List<String> there = new ArrayList<>();
        for (int i = 0; i < given.size(); i++) {
            String want = i < fixed ? wanted.get(i) : ANY;
            String segment = given.get(i);
            boolean fits = want.equals(ANY) || want.equals(USER) || want.equals(segment);
            if (!fits || !SAFE.matcher(segment).matches()) {
                return Optional.empty();
            }
            // What follows a colon is another method of the same thing: only a pattern that names it means it.
            if (segment.indexOf(':') >= 0 && !want.equals(segment)) {
                return Optional.empty();
            }
            there.add(want.equals(USER) ? USER : segment);
        }
        return Optional.of('/' + String.join("/", there));
    }

    /** How much of it is fixed: of two that fit a path, the one with more means it. */
    public int exactness() {
        return (int) segments(pattern).stream()
                .filter(segment -> !segment.equals(ANY) && !segment.equals(BELOW) && !segment.equals(USER))
                .count();
    }

    private static List<String> segments(String path) {
        return List.of(path.substring(1).split("/", -1));
    }
}

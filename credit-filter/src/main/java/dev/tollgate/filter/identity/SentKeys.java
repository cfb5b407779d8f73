package dev.tollgate.filter.identity;

import dev.tollgate.filter.denial.Decision;
import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.denial.DenialCode;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Provider keys that came with one call, in {@code x-openai-api-key} and the like by the names of providers, or in
 * {@code x-provider-key} for whichever it goes to. They are used for that call alone and kept nowhere.
 */
public final class SentKeys {

    public static final SentKeys NONE = new SentKeys(Map.of());

    private static final String ANY = "x-provider-key";
    private static final String BEFORE = "x-";
    private static final String BEHIND = "-api-key";
    /** Gemini's clients send the gateway's key in it. */
    private static final String GEMINI = "x-goog-api-key";

    private static final int LONGEST = 1_000;

    private final Map<String, String> byHeader;

    private SentKeys(Map<String, String> byHeader) {
        this.byHeader = Map.copyOf(byHeader);
    }

    /**
     * @param names of all headers of the request
     * @param header gives the first value of one
     */
    public static Decision<SentKeys> from(Iterable<String> names, Function<String, @Nullable String> header) {
        Map<String, String> found = new HashMap<>();
        for (String name : names) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (isForKeys(lower)) {
                String key = Optional.ofNullable(header.apply(name)).orElse("").strip();
                if (!isSound(key)) {
                    return Decision.deny(new Denial.Invalid(
                            DenialCode.INVALID_REQUEST,
                            "The header " + lower + " holds no provider key: send one of at most " + LONGEST
                                    + " visible ASCII characters, or leave it out."));
                }
                found.put(lower, key);
            }
        }
        return Decision.pass(found.isEmpty() ? NONE : new SentKeys(found));
    }

    private static boolean isForKeys(String name) {
        return name.equals(ANY)
                || (!name.equals(GEMINI)
                        && name.startsWith(BEFORE)
                        && name.endsWith(BEHIND)
                        && name.length() > BEFORE.length() + BEHIND.length());
    }

    /** What could not be a header of the call to the provider is no key. */
    public static boolean isSound(String key) {
        return !key.isEmpty() && key.length() <= LONGEST && key.chars().allMatch(sign -> sign > ' ' && sign <= '~');
    }

    /** Those that name their provider; this very object if all do. */
    public SentKeys named() {
        if (!byHeader.containsKey(ANY)) {
            return this;
        }
        Map<String, String> rest = new HashMap<>(byHeader);
        rest.remove(ANY);
        return new SentKeys(rest);
    }

    /** The one that names the provider counts before the one that names none. */
    public Optional<String> of(String provider) {
        return Optional.ofNullable(byHeader.get(BEFORE + provider.toLowerCase(Locale.ROOT) + BEHIND))
                .or(() -> Optional.ofNullable(byHeader.get(ANY)));
    }

    @Override
    public String toString() {
        return "SentKeys" + byHeader.keySet();
    }
}

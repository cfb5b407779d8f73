package dev.tollgate.pricing.importer;

import dev.tollgate.pricing.Wildcard;
import java.util.List;
import java.util.Set;

/**
 * A provider of the table that the gateway can call, because it speaks one of the dialects that the gateway knows.
 *
 * @param name its name in our file; the table's own
 */
record KnownProvider(String name, Address address, Ways ways) {

    private static final Set<String> TAKE_MAX_TOKENS =
            Set.of("perplexity", "mistral", "deepseek", "together_ai", "fireworks_ai");

    /**
     * How it is called.
     *
     * @param dialect {@code openai} or {@code anthropic}
     * @param keyEnv the environment variable that its own documentation names
     * @param forceUsage whether streams may be asked for their token counts; some refuse the field, and send them anyway
     * @param documentation where the address is from
     */
    record Address(String url, String dialect, String keyEnv, boolean forceUsage, String documentation) {}

    /**
     * What differs from provider to provider in the table.
     *
     * @param alsoCalled other names that the table has for it
     * @param tiersFromThreshold whether a tier begins at its threshold, and not above it
     * @param searching models that search the web for every request, so that the fee of a search is one of the request
     * @param sizeClasses entries that stand for models of a size, and are none themselves
     */
    record Ways(
            List<String> alsoCalled, boolean tiersFromThreshold, List<Wildcard> searching, List<Wildcard> sizeClasses) {

        static final Ways USUAL = new Ways(List.of(), false, List.of(), List.of());

        static Ways alsoCalled(String... names) {
            return new Ways(List.of(names), false, List.of(), List.of());
        }

        Ways searching(String... models) {
            return new Ways(alsoCalled, tiersFromThreshold, wildcards(models), sizeClasses);
        }

        Ways sizeClasses(String... names) {
            return new Ways(alsoCalled, tiersFromThreshold, searching, wildcards(names));
        }

        Ways withTiersFromThreshold() {
            return new Ways(alsoCalled, true, searching, sizeClasses);
        }

        private static List<Wildcard> wildcards(String... patterns) {
            return List.of(patterns).stream().map(Wildcard::new).toList();
        }
    }

    /** Whether it knows the bound of a chat's output as {@code max_tokens} alone, or promises no more. */
    boolean takesMaxTokens() {
        return TAKE_MAX_TOKENS.contains(name);
    }

    boolean isCalled(String tableName) {
        return name.equals(tableName) || ways.alsoCalled().contains(tableName);
    }

    boolean searchesAlways(String model) {
        return ways.searching().stream().anyMatch(pattern -> pattern.matches(model));
    }

    boolean isSizeClass(String model) {
        return ways.sizeClasses().stream().anyMatch(pattern -> pattern.matches(model));
    }

    /** The provider's own name of a model: the table puts the provider's in front of many. */
    String ownName(TableEntry entry) {
        for (String prefix : List.of(entry.provider() + "/", name + "/")) {
            if (entry.key().startsWith(prefix)) {
                return entry.key().substring(prefix.length());
            }
        }
        return entry.key();
    }
}

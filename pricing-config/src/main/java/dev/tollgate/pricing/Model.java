package dev.tollgate.pricing;

import java.util.List;
import java.util.OptionalLong;

/**
 * A priced model of the book.
 *
 * @param name its name as the provider knows it, or a wildcard such as {@code claude-sonnet-*}
 * @param provider the key of the provider that answers it
 * @param aliases other names that callers may use; a request that uses one is sent with {@code name}
 * @param maxOutput the most output tokens the provider lets it write in one answer, where known
 * @param defaultOutput the output bound written into a request that names none
 * @param maxInput the most input tokens it takes, where known
 * @param fallbacks names that are asked for in its place, in this order, where its provider fails; those of a fallback itself
 *     do not count
 */
public record Model(
        String name,
        String provider,
        List<String> aliases,
        OptionalLong maxOutput,
        long defaultOutput,
        OptionalLong maxInput,
        List<String> fallbacks) {

    public Model {
        aliases = List.copyOf(aliases);
        fallbacks = List.copyOf(fallbacks);
    }

    /** One without fallbacks. */
    public Model(
            String name,
            String provider,
            List<String> aliases,
            OptionalLong maxOutput,
            long defaultOutput,
            OptionalLong maxInput) {
        this(name, provider, aliases, maxOutput, defaultOutput, maxInput, List.of());
    }

    public boolean isWildcard() {
        return name.indexOf('*') >= 0;
    }
}

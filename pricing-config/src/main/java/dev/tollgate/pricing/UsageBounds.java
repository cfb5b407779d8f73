package dev.tollgate.pricing;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The most that a request can use.
 *
 * @param inputKinds that its input tokens can be billed as; plain text always
 * @param input input tokens of all kinds together
 * @param tools calls of paid tools, by their names in usages
 * @param units other units; {@code image} for images of any size
 * @param serviceTier that was asked for; empty: the standard one
 */
public record UsageBounds(
        Set<TokenKind> inputKinds,
        long input,
        Set<TokenKind> outputKinds,
        long output,
        Map<String, Long> tools,
        Map<String, Long> units,
        Optional<String> serviceTier) {

    /** Of a call that is counted in tokens and tools, in the standard tier. */
    public static UsageBounds of(
            Set<TokenKind> inputKinds, long input, Set<TokenKind> outputKinds, long output, Map<String, Long> tools) {
        return new UsageBounds(inputKinds, input, outputKinds, output, tools, Map.of(), Optional.empty());
    }

    public UsageBounds withUnits(Map<String, Long> bounds) {
        return new UsageBounds(inputKinds, input, outputKinds, output, tools, bounds, serviceTier);
    }

    public UsageBounds withServiceTier(Optional<String> asked) {
        return new UsageBounds(inputKinds, input, outputKinds, output, tools, units, asked);
    }
}

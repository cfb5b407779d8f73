package dev.tollgate.pricing;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What a call used, in disjoint counts: tokens by kind, paid tool calls by tool ({@code webSearch}, {@code fileSearch},
 * {@code codeSession}, …) and other units ({@code request}, {@code second}, {@code minute}, {@code character}, {@code
 * image:1024x1024}, or {@code image} where the size is not known). A kind that is absent counts zero; counts are never
 * negative.
 *
 * @param serviceTier the provider's tier of service that the call was answered in; empty: the standard one
 */
public record Usage(
        Map<TokenKind, Long> tokens, Map<String, Long> tools, Map<String, Long> units, Optional<String> serviceTier) {

    public static final Usage NONE = new Usage(Map.of(), Map.of(), Map.of());

    public Usage {
        EnumMap<TokenKind, Long> counted = new EnumMap<>(TokenKind.class);
        for (TokenKind kind : TokenKind.ALL) {
            Long count = tokens.get(kind);
            if (count != null && checked(kind.jsonName(), count) > 0) {
                counted.put(kind, count);
            }
        }
        tokens = Collections.unmodifiableMap(counted);
        tools = counts(tools);
        units = counts(units);
    }

    /** A usage in the standard tier of service. */
    public Usage(Map<TokenKind, Long> tokens, Map<String, Long> tools, Map<String, Long> units) {
        this(tokens, tools, units, Optional.empty());
    }

    public static Builder builder() {
        return new Builder();
    }

    public long count(TokenKind kind) {
        Long count = tokens.get(kind);
        return count == null ? 0 : count;
    }

    /** All input tokens, each counted once. */
    public long inputTokens() {
        return sum(true);
    }

    /** All output tokens, each counted once. */
    public long outputTokens() {
        return sum(false);
    }

    private long sum(boolean input) {
        long sum = 0;
        for (TokenKind kind : TokenKind.ALL) {
            if (kind.isInput() == input) {
                sum = Math.addExact(sum, count(kind));
            }
        }
        return sum;
    }

    private static Map<String, Long> counts(Map<String, Long> given) {
        if (given.isEmpty()) {
            return Map.of();
        }
        TreeMap<String, Long> counted = new TreeMap<>();
        given.forEach((name, count) -> {
            if (checked(name, count) > 0) {
                counted.put(name, count);
            }
        });
        return Collections.unmodifiableMap(counted);
    }

    private static long checked(String name, long count) {
        if (count < 0) {
            throw new IllegalArgumentException("usage cannot be negative: " + name + " " + count);
        }
        return count;
    }

    /** Collects counts; a count given twice for one kind is replaced, not added. */
    public static final class Builder {
        private final Map<TokenKind, Long> tokens = new EnumMap<>(TokenKind.class);
        private Map<String, Long> tools = Map.of(); // most calls have none
        private Map<String, Long> units = Map.of();
        private Optional<String> serviceTier = Optional.empty();

        private Builder() {}

        public Builder tokens(TokenKind kind, long count) {
            tokens.put(kind, count);
            return this;
        }

        public Builder tool(String name, long count) {
            tools = with(tools, name, count);
            return this;
        }

        public Builder unit(String name, long count) {
            units = with(units, name, count);
            return this;
        }

        private static Map<String, Long> with(Map<String, Long> counts, String name, long count) {
            Map<String, Long> more = counts.isEmpty() ? new TreeMap<>() : counts;
            more.put(name, count);
            return more;
        }

        /** @param tier as the provider names it */
        public Builder serviceTier(Optional<String> tier) {
            serviceTier = tier;
            return this;
        }

        public Usage build() {
            return new Usage(tokens, tools, units, serviceTier);
        }
    }
}

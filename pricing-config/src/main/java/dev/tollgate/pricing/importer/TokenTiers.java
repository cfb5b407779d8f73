package dev.tollgate.pricing.importer;

import dev.tollgate.pricing.Rates;
import dev.tollgate.pricing.TokenKind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The token prices of an entry for a million tokens, and those of larger requests. The table writes the latter in two
 * ways: as fields with {@code _above_200k_tokens} in their names, and as a list {@code tiered_pricing} of ranges. Both
 * mean the whole request, as our tiers do.
 *
 * @param base of requests below every tier
 * @param tiers by the number of input tokens that a request must pass; each says only what changes
 */
record TokenTiers(Map<TokenKind, BigDecimal> base, SortedMap<Long, Map<TokenKind, BigDecimal>> tiers) {

    static final String LIST = "tiered_pricing";

    private static final Pattern ABOVE = Pattern.compile("input_cost_per_token(_above_(\\d{1,9})(k?)_tokens)");

    /** What a range leaves out costs as this other kind of the same range. */
    private static final Map<TokenKind, TokenKind> WITHIN_RANGE = Map.of(
            TokenKind.INPUT_CACHED, TokenKind.INPUT,
            TokenKind.INPUT_CACHE_WRITE, TokenKind.INPUT,
            TokenKind.INPUT_CACHE_WRITE_1H, TokenKind.INPUT_CACHE_WRITE,
            TokenKind.OUTPUT_REASONING, TokenKind.OUTPUT);

    /** @param fromThreshold whether a tier begins at its threshold, and not above it */
    static TokenTiers of(TableEntry entry, boolean fromThreshold) {
        Map<TokenKind, BigDecimal> base = TokenField.perMillion(entry, "");
        TreeMap<Long, Map<TokenKind, BigDecimal>> above = new TreeMap<>();
        List<Range> ranges = ranges(entry);
        if (ranges.isEmpty()) {
            above.putAll(aboveFields(entry));
        } else {
            List<Map<TokenKind, BigDecimal>> prices = complete(ranges, base);
            base.putAll(prices.get(0));
            for (int i = 1; i < ranges.size(); i++) {
                above.put(ranges.get(i).start(), prices.get(i));
            }
        }
        TreeMap<Long, Map<TokenKind, BigDecimal>> tiers = new TreeMap<>();
        above.forEach((threshold, prices) -> tiers.put(fromThreshold ? threshold - 1 : threshold, prices));
        return new TokenTiers(base, changes(base, tiers));
    }

    /** With input that is free, if output has a price and no input has one, and nothing changes with the size of a request. */
    TokenTiers withInput() {
        boolean reads = base.keySet().stream().anyMatch(TokenKind::isInput);
        if (!base.containsKey(TokenKind.OUTPUT) || reads || !tiers.isEmpty()) {
            return this;
        }
        Map<TokenKind, BigDecimal> complete = new EnumMap<>(base);
        complete.put(TokenKind.INPUT, BigDecimal.ZERO);
        return new TokenTiers(complete, tiers);
    }

    /** What a request with more than so many input tokens pays; the base has a price for input. */
    Rates above(long inputTokens) {
        Map<TokenKind, BigDecimal> said = new EnumMap<>(TokenKind.class);
        said.putAll(base);
        tiers.headMap(inputTokens + 1).values().forEach(said::putAll);
        return new Rates(said);
    }

    private static Map<Long, Map<TokenKind, BigDecimal>> aboveFields(TableEntry entry) {
        Map<Long, Map<TokenKind, BigDecimal>> tiers = new TreeMap<>();
        entry.properties().forEach(field -> {
            Matcher above = ABOVE.matcher(field.getKey());
            if (above.matches()) {
                long threshold =
                        Long.parseLong(above.group(2)) * (above.group(3).isEmpty() ? 1 : 1000);
                tiers.put(threshold, TokenField.perMillion(entry, above.group(1)));
            }
        });
        return tiers;
    }

    /** One range of {@code tiered_pricing}, from above {@code start} tokens on. */
    private record Range(long start, Map<TokenKind, BigDecimal> prices) {}

    /** Empty where there is no list, or one that does not price input in every range. */
    private static List<Range> ranges(TableEntry entry) {
        List<Range> ranges = new ArrayList<>();
        for (JsonNode item : entry.fields().path(LIST)) {
            Map<TokenKind, BigDecimal> prices =
                    TokenField.perMillion(new TableEntry(entry.key(), entry.provider(), item), "");
            var start = TableEntry.number(item.path("range").path(0));
            if (start.isEmpty() || !prices.containsKey(TokenKind.INPUT)) {
                return List.of();
            }
            ranges.add(new Range(start.get().longValue(), prices));
        }
        ranges.sort(Comparator.comparingLong(Range::start));
        return ranges;
    }

    /** A kind that one range prices and another does not costs there as its relation, not as in the range below. */
    private static List<Map<TokenKind, BigDecimal>> complete(List<Range> ranges, Map<TokenKind, BigDecimal> model) {
        List<Map<TokenKind, BigDecimal>> complete = new ArrayList<>();
        for (Range range : ranges) {
            Map<TokenKind, BigDecimal> prices = new EnumMap<>(range.prices());
            if (model.containsKey(TokenKind.OUTPUT)) {
                prices.putIfAbsent(TokenKind.OUTPUT, model.get(TokenKind.OUTPUT));
            }
            for (TokenKind kind : TokenKind.values()) {
                boolean elsewhere = model.containsKey(kind)
                        || ranges.stream().anyMatch(other -> other.prices().containsKey(kind));
                BigDecimal relation = prices.get(WITHIN_RANGE.getOrDefault(kind, kind));
                if (elsewhere && relation != null) {
                    prices.putIfAbsent(kind, relation);
                }
            }
            complete.add(prices);
        }
        return complete;
    }

    /**
     * Of each tier what differs from the one below. A tier that would make anything cheaper than smaller requests pay
     * is not one that our file takes; first go the kinds that only the tier prices, then the tier itself.
     */
    private static SortedMap<Long, Map<TokenKind, BigDecimal>> changes(
            Map<TokenKind, BigDecimal> base, SortedMap<Long, Map<TokenKind, BigDecimal>> tiers) {
        SortedMap<Long, Map<TokenKind, BigDecimal>> changes = new TreeMap<>();
        Map<TokenKind, BigDecimal> below = base;
        if (!base.containsKey(TokenKind.INPUT)) {
            return changes;
        }
        for (Map.Entry<Long, Map<TokenKind, BigDecimal>> tier : tiers.entrySet()) {
            Map<TokenKind, BigDecimal> changed = new EnumMap<>(TokenKind.class);
            changed.putAll(tier.getValue());
            if (cheaper(below, changed)) {
                changed.keySet().retainAll(below.keySet());
            }
            if (cheaper(below, changed)) {
                continue;
            }
            Map<TokenKind, BigDecimal> before = below;
            below = together(below, changed);
            changed.entrySet().removeIf(price -> sameAmount(price.getValue(), before.get(price.getKey())));
            if (!changed.isEmpty()) {
                changes.put(tier.getKey(), changed);
            }
        }
        return changes;
    }

    private static boolean sameAmount(BigDecimal one, @Nullable BigDecimal other) {
        return other != null && one.compareTo(other) == 0;
    }

    private static boolean cheaper(Map<TokenKind, BigDecimal> below, Map<TokenKind, BigDecimal> changed) {
        Rates smaller = new Rates(below);
        Rates larger = new Rates(together(below, changed));
        return List.of(TokenKind.values()).stream()
                .anyMatch(kind -> larger.of(kind).compareTo(smaller.of(kind)) < 0);
    }

    private static Map<TokenKind, BigDecimal> together(
            Map<TokenKind, BigDecimal> below, Map<TokenKind, BigDecimal> changed) {
        Map<TokenKind, BigDecimal> both = new EnumMap<>(TokenKind.class);
        both.putAll(below);
        both.putAll(changed);
        return both;
    }
}

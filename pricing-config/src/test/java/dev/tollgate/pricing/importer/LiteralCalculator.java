package dev.tollgate.pricing.importer;

import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.Usage;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * The table's own arithmetic to the letter, for what an entry says itself: tokens of a kind cost what its field says for
 * one, in a large request what the field of that size says, if there is one. Nothing is taken from other kinds.
 */
final class LiteralCalculator {

    private static final Map<TokenKind, String> FIELDS = Map.of(
            TokenKind.INPUT, "input_cost_per_token",
            TokenKind.INPUT_CACHED, "cache_read_input_token_cost",
            TokenKind.INPUT_CACHE_WRITE, "cache_creation_input_token_cost",
            TokenKind.INPUT_CACHE_WRITE_1H, "cache_creation_input_token_cost_above_1hr",
            TokenKind.INPUT_AUDIO, "input_cost_per_audio_token",
            TokenKind.INPUT_IMAGE, "input_cost_per_image_token",
            TokenKind.OUTPUT, "output_cost_per_token",
            TokenKind.OUTPUT_REASONING, "output_cost_per_reasoning_token",
            TokenKind.OUTPUT_AUDIO, "output_cost_per_audio_token",
            TokenKind.OUTPUT_IMAGE, "output_cost_per_image_token");

    private static final Pattern SIZE = Pattern.compile("_above_(\\d+)k_tokens");
    private static final String SEARCH = "search_context_cost_per_query";

    private final String key;
    private final JsonNode model;
    private final List<Integer> sizes = new ArrayList<>();

    LiteralCalculator(String key, JsonNode model) {
        this.key = key;
        this.model = model;
        for (String field : model.propertyNames()) {
            Matcher size = SIZE.matcher(field);
            if (field.startsWith(FIELDS.get(TokenKind.INPUT)) && size.find()) {
                sizes.add(Integer.valueOf(size.group(1)));
            }
        }
        sizes.sort(null);
    }

    /** What the entry prices above zero, and not cheaper in a large request than in a small one. */
    Set<TokenKind> kinds() {
        Set<TokenKind> kinds = EnumSet.noneOf(TokenKind.class);
        FIELDS.forEach((kind, field) -> {
            if (ranges().isEmpty() ? rises(field) : inEveryRange(field)) {
                kinds.add(kind);
            }
        });
        return kinds;
    }

    private boolean rises(String field) {
        BigDecimal smaller = number(model, field);
        if (smaller.signum() <= 0) {
            return false;
        }
        for (int size : sizes) {
            BigDecimal larger = at(field, size, smaller);
            if (larger.compareTo(smaller) < 0) {
                return false;
            }
            smaller = larger;
        }
        return true;
    }

    private boolean inEveryRange(String field) {
        return ranges().valueStream().allMatch(range -> number(range, field).signum() > 0);
    }

    /** How many thousand input tokens a request must pass for a price of its own. */
    List<Integer> sizes() {
        return List.copyOf(sizes);
    }

    /** Whether a request is a search, and has its fee, whether it says so or not. */
    boolean searchesUnasked() {
        boolean always = model.path("litellm_provider").asString().equals("perplexity")
                || key.contains("-search-preview")
                || key.contains("-search-api");
        return always && model.has(SEARCH);
    }

    /** Whether a search costs the same whatever its size. */
    boolean searchesAlike() {
        return model.path(SEARCH).valueStream().distinct().count() == 1;
    }

    /** Nano-dollars, rounded up. */
    BigInteger nanos(Usage usage) {
        BigDecimal usd = number(model, "input_cost_per_request");
        for (Map.Entry<TokenKind, Long> counted : usage.tokens().entrySet()) {
            BigDecimal price = price(FIELDS.getOrDefault(counted.getKey(), ""), usage.inputTokens());
            usd = usd.add(price.multiply(BigDecimal.valueOf(counted.getValue())));
        }
        BigDecimal search = number(model.path(SEARCH), "search_context_size_medium");
        long searches = usage.tools().getOrDefault("webSearch", 0L);
        return usd.add(search.multiply(BigDecimal.valueOf(searches)))
                .movePointRight(9)
                .setScale(0, RoundingMode.CEILING)
                .toBigIntegerExact();
    }

    private BigDecimal price(String field, long input) {
        if (!ranges().isEmpty()) {
            return number(range(input), field);
        }
        // xAI's larger prices begin at the size itself, those of all others above it.
        long passed = model.path("litellm_provider").asString().equals("xai") ? input : input - 1;
        BigDecimal price = number(model, field);
        for (int size : sizes) {
            price = passed >= size * 1_000L ? at(field, size, number(model, field)) : price;
        }
        return price;
    }

    private BigDecimal at(String field, int size, BigDecimal otherwise) {
        BigDecimal price = number(model, field + "_above_" + size + "k_tokens");
        return price.signum() > 0 ? price : otherwise;
    }

    private JsonNode ranges() {
        return model.path("tiered_pricing");
    }

    /** The last one is for all that is larger, too. */
    private JsonNode range(long input) {
        return ranges().valueStream()
                .filter(range -> BigDecimal.valueOf(input)
                                .compareTo(range.path("range").path(1).decimalValue())
                        <= 0)
                .findFirst()
                .orElseGet(() -> ranges().path(ranges().size() - 1));
    }

    private static BigDecimal number(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isNumber() ? value.decimalValue() : BigDecimal.ZERO;
    }
}

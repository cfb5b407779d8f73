package dev.tollgate.pricing.importer;

import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.Usage;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * What a usage costs by an entry of the table, worked out from its JSON alone by the rules of LiteLLM's own calculator
 * ({@code generic_cost_per_token} of {@code litellm/litellm_core_utils/llm_cost_calc/utils.py}): each kind of tokens at
 * its own price for one; above a threshold, or within a range of {@code tiered_pricing}, the prices of that tier for
 * the whole request; xAI's tiers from the threshold on.
 *
 * <p>Where it differs from LiteLLM it does so on purpose: see {@link OnPurpose}.
 */
final class TableCalculator {

    private static final Pattern ABOVE = Pattern.compile("input_cost_per_token(_above_(\\d+)k_tokens)");

    /** Why the same usage may cost something else by LiteLLM's calculator. */
    enum OnPurpose {
        /** Sound and cached text without a price cost as plain text; LiteLLM gives them away. */
        A_KIND_WITHOUT_A_PRICE_IS_NOT_FREE,
        /** A kind at zero costs as one without a price; LiteLLM gives it away. */
        A_PRICE_OF_ZERO_IS_NONE,
        /** Pictures without a price cost as text also in a large request; for LiteLLM as in a small one. */
        PICTURES_IN_A_LARGE_REQUEST_ARE_ITS_TEXT,
        /** A kind that only a tier prices must not cost less there than small requests pay; LiteLLM: free below it. */
        A_TIER_IS_NEVER_CHEAPER,
        /** Of the sizes of a web search the dearest counts; for LiteLLM the one that was asked for. */
        A_SEARCH_COSTS_AS_THE_DEAREST
    }

    private static final List<String> KINDS = List.of(
            "cache_read_input_token_cost",
            "cache_creation_input_token_cost",
            "cache_creation_input_token_cost_above_1hr",
            "output_cost_per_token");

    private final String key;
    private final JsonNode model;

    TableCalculator(String key, JsonNode model) {
        this.key = key;
        this.model = model;
    }

    /** Nano-dollars, rounded up. */
    BigInteger nanos(Usage usage) {
        long prompt = usage.inputTokens();
        BigDecimal usd = searches(usage);
        for (TokenKind kind : TokenKind.values()) {
            usd = usd.add(price(kind, prompt).multiply(BigDecimal.valueOf(usage.count(kind))));
        }
        return usd.movePointRight(9).setScale(0, RoundingMode.CEILING).toBigIntegerExact();
    }

    /** Whether some request pays the price of a tier. */
    boolean hasTiers() {
        return model.has("tiered_pricing")
                || model.propertyStream()
                        .anyMatch(field -> ABOVE.matcher(field.getKey()).matches());
    }

    /** What makes this model cost something else by LiteLLM's calculator. */
    Set<OnPurpose> differences() {
        Set<OnPurpose> differences = EnumSet.noneOf(OnPurpose.class);
        add(
                differences,
                OnPurpose.A_KIND_WITHOUT_A_PRICE_IS_NOT_FREE,
                KINDS.stream().anyMatch(kind -> !model.has(kind)));
        add(differences, OnPurpose.A_PRICE_OF_ZERO_IS_NONE, KINDS.stream().anyMatch(this::isZero));
        add(
                differences,
                OnPurpose.PICTURES_IN_A_LARGE_REQUEST_ARE_ITS_TEXT,
                hasTiers() && !model.has("input_cost_per_image_token"));
        add(
                differences,
                OnPurpose.A_TIER_IS_NEVER_CHEAPER,
                model.propertyNames().stream()
                        .anyMatch(field -> field.matches("cache_creation_input_token_cost_above_\\d+k_tokens")
                                && !model.has("cache_creation_input_token_cost")));
        add(
                differences,
                OnPurpose.A_SEARCH_COSTS_AS_THE_DEAREST,
                model.path("search_context_cost_per_query")
                                .valueStream()
                                .distinct()
                                .count()
                        > 1);
        return differences;
    }

    private static void add(Set<OnPurpose> differences, OnPurpose difference, boolean applies) {
        if (applies) {
            differences.add(difference);
        }
    }

    private boolean isZero(String field) {
        JsonNode value = model.path(field);
        return value.isNumber() && value.decimalValue().signum() == 0;
    }

    private BigDecimal searches(Usage usage) {
        BigDecimal fee = BigDecimal.ZERO;
        for (String size : new String[] {"low", "medium", "high"}) {
            fee = fee.max(at(model.path("search_context_cost_per_query"), "search_context_size_" + size)
                    .orElse(BigDecimal.ZERO));
        }
        String provider = model.path("litellm_provider").asString();
        boolean always = provider.equals("perplexity") && !key.contains("deep-research")
                || provider.equals("openai") && (key.contains("-search-preview") || key.contains("-search-api"));
        long searches = always ? 1 : usage.tools().getOrDefault("webSearch", 0L);
        return fee.multiply(BigDecimal.valueOf(searches))
                .add(at(model, "input_cost_per_request").orElse(BigDecimal.ZERO));
    }

    private BigDecimal price(TokenKind kind, long prompt) {
        return model.path("tiered_pricing").isEmpty() ? plain(kind, suffix(prompt)) : ranged(kind, range(prompt));
    }

    private BigDecimal plain(TokenKind kind, String suffix) {
        return switch (kind) {
            case INPUT -> said("input_cost_per_token", suffix).orElse(BigDecimal.ZERO);
            case INPUT_CACHED -> said("cache_read_input_token_cost", suffix)
                    .or(() -> said("input_cost_per_token_cache_hit", suffix))
                    .orElseGet(() -> plain(TokenKind.INPUT, suffix));
            case INPUT_CACHE_WRITE -> said("cache_creation_input_token_cost", suffix)
                    .orElseGet(() -> plain(TokenKind.INPUT, suffix));
            case INPUT_CACHE_WRITE_1H -> said("cache_creation_input_token_cost_above_1hr", suffix)
                    .orElseGet(() -> plain(TokenKind.INPUT_CACHE_WRITE, suffix));
            case INPUT_AUDIO -> at(model, "input_cost_per_audio_token").orElseGet(() -> plain(TokenKind.INPUT, suffix));
            case INPUT_IMAGE -> at(model, "input_cost_per_image_token").orElseGet(() -> plain(TokenKind.INPUT, suffix));
            case OUTPUT -> said("output_cost_per_token", suffix)
                    .or(() -> at(model, "output_cost_per_image_token"))
                    .orElseGet(() -> plain(TokenKind.INPUT, suffix));
            case OUTPUT_REASONING -> at(model, "output_cost_per_reasoning_token")
                    .orElseGet(() -> plain(TokenKind.OUTPUT, suffix));
            case OUTPUT_AUDIO -> at(model, "output_cost_per_audio_token")
                    .orElseGet(() -> plain(TokenKind.OUTPUT, suffix));
            case OUTPUT_IMAGE -> at(model, "output_cost_per_image_token")
                    .orElseGet(() -> plain(TokenKind.OUTPUT, suffix));
        };
    }

    private BigDecimal ranged(TokenKind kind, JsonNode range) {
        BigDecimal input = at(range, "input_cost_per_token").orElseThrow();
        BigDecimal write = at(range, "cache_creation_input_token_cost").orElse(input);
        BigDecimal output = at(range, "output_cost_per_token")
                .or(() -> at(model, "output_cost_per_token"))
                .orElse(input);
        return switch (kind) {
            case INPUT -> input;
            case INPUT_CACHED -> at(range, "cache_read_input_token_cost").orElse(input);
            case INPUT_CACHE_WRITE -> write;
            case INPUT_CACHE_WRITE_1H -> at(range, "cache_creation_input_token_cost_above_1hr")
                    .orElse(write);
            case INPUT_AUDIO -> at(model, "input_cost_per_audio_token").orElse(input);
            case INPUT_IMAGE -> at(model, "input_cost_per_image_token").orElse(input);
            case OUTPUT -> output;
            case OUTPUT_REASONING -> at(range, "output_cost_per_reasoning_token")
                    .orElse(output);
            case OUTPUT_AUDIO -> at(model, "output_cost_per_audio_token").orElse(output);
            case OUTPUT_IMAGE -> at(model, "output_cost_per_image_token").orElse(output);
        };
    }

    /** The tier's price, else the price of any request. */
    private Optional<BigDecimal> said(String field, String suffix) {
        Optional<BigDecimal> base = at(model, field);
        Optional<BigDecimal> tier = suffix.isEmpty() ? Optional.empty() : at(model, field + suffix);
        BigDecimal small = base.or(() -> at(model, "input_cost_per_token")).orElse(BigDecimal.ZERO);
        return tier.filter(price -> price.compareTo(small) >= 0).or(() -> base);
    }

    /** Of the highest threshold that the request passes; empty for a small one. */
    private String suffix(long prompt) {
        boolean from = model.path("litellm_provider").asString().equals("xai");
        String suffix = "";
        long highest = -1;
        for (String field : model.propertyNames()) {
            Matcher above = ABOVE.matcher(field);
            if (above.matches()) {
                long threshold = Long.parseLong(above.group(2)) * 1000;
                if ((prompt > threshold || from && prompt == threshold) && threshold > highest) {
                    highest = threshold;
                    suffix = above.group(1);
                }
            }
        }
        return suffix;
    }

    private JsonNode range(long prompt) {
        JsonNode first = model.path("tiered_pricing").path(0);
        JsonNode last = first;
        for (JsonNode range : model.path("tiered_pricing")) {
            if (BigDecimal.valueOf(prompt).compareTo(range.path("range").path(0).decimalValue()) > 0) {
                last = range;
            }
        }
        return last;
    }

    private static Optional<BigDecimal> at(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isNumber()
                ? Optional.of(value.decimalValue()).filter(price -> price.signum() > 0)
                : Optional.empty();
    }
}

package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * What a made-up pricing file says about one model, as plain words and numbers, and that file. Tiers cost no less than
 * the dearest kind below them, so that every choice of kinds is one that the reader takes.
 *
 * @param tiers by threshold
 * @param markups of the file, the model and the plan, as percentages
 */
record RandomPrices(
        String worth,
        Map<String, BigDecimal> tokens,
        TreeMap<Long, Map<String, BigDecimal>> tiers,
        Map<String, BigDecimal> request,
        List<Optional<BigDecimal>> markups) {

    static final List<String> KINDS = List.of(
            "input",
            "input_cached",
            "input_cache_write",
            "input_cache_write_1h",
            "input_audio",
            "input_image",
            "output",
            "output_reasoning",
            "output_audio",
            "output_image");

    private static final Map<String, String> SHORT = Map.of(
            "input_cached", "cached",
            "input_cache_write", "cache_write",
            "input_cache_write_1h", "cache_write_1h",
            "input_audio", "audio_input",
            "output_reasoning", "reasoning",
            "output_audio", "audio_output");

    private static final List<String> WORTHS = List.of("0.1", "1", "0.01", "0.03", "0.000007", "7", "1.2345", "333");

    static RandomPrices next(Random random) {
        Map<String, BigDecimal> tokens = new LinkedHashMap<>();
        for (String kind : KINDS) {
            if (kind.equals("input") || kind.equals("output") || random.nextInt(3) == 0) {
                tokens.put(kind, price(random, 60));
            }
        }
        TreeMap<Long, Map<String, BigDecimal>> tiers = new TreeMap<>();
        BigDecimal floor = tokens.values().stream().reduce(BigDecimal.ZERO, BigDecimal::max);
        for (int i = random.nextInt(3); i > 0; i--) {
            Map<String, BigDecimal> tier = new LinkedHashMap<>();
            floor = floor.add(price(random, 5));
            for (String kind : KINDS) {
                if (kind.equals("input") || kind.equals("output") || tokens.containsKey(kind) && random.nextBoolean()) {
                    tier.put(kind, floor.add(price(random, 1)).setScale(6, RoundingMode.HALF_UP));
                }
            }
            floor = tier.values().stream().reduce(floor, BigDecimal::max);
            tiers.put(
                    tiers.isEmpty() ? 1_000L + random.nextInt(300_000) : tiers.lastKey() + 1 + random.nextInt(50_000),
                    tier);
        }
        Map<String, BigDecimal> request = new LinkedHashMap<>();
        for (String fee : List.of("each", "web_search", "file_search", "code_session")) {
            if (random.nextInt(3) == 0) {
                request.put(fee, price(random, 1));
            }
        }
        List<Optional<BigDecimal>> markups = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            markups.add(
                    random.nextBoolean()
                            ? Optional.of(BigDecimal.valueOf(random.nextInt(20_000), 2))
                            : Optional.empty());
        }
        return new RandomPrices(WORTHS.get(random.nextInt(WORTHS.size())), tokens, tiers, request, markups);
    }

    private static BigDecimal price(Random random, int below) {
        int scale = random.nextInt(7);
        long unscaled = BigDecimal.TEN.pow(scale).longValueExact() * below;
        return random.nextInt(12) == 0 ? BigDecimal.ZERO : BigDecimal.valueOf(random.nextLong(unscaled), scale);
    }

    String yaml(Random random) {
        StringBuilder yaml = new StringBuilder("version: 1\ncredit: { worth: " + worth + " }\n");
        markups.get(0)
                .ifPresent(markup ->
                        yaml.append("markup: ").append(markup.toPlainString()).append("%\n"));
        yaml.append("providers: { p: { url: http://localhost:1 } }\nmodels:\n  m:\n    provider: p\n");
        append(yaml, "tokens", tokens, random);
        tiers.forEach((above, prices) -> append(yaml, "tokens_above_" + above, prices, random));
        append(yaml, "request", request, random);
        markups.get(1).ifPresent(markup -> yaml.append("    markup: ")
                .append(markup.toPlainString())
                .append("%\n"));
        yaml.append("plans:\n  default:\n    contact: someone\n");
        markups.get(2).ifPresent(markup -> yaml.append("    markup: ")
                .append(markup.toPlainString())
                .append("%\n"));
        return yaml.toString();
    }

    private static void append(StringBuilder yaml, String key, Map<String, BigDecimal> prices, Random random) {
        if (prices.isEmpty()) {
            return;
        }
        yaml.append("    ").append(key).append(":\n");
        prices.forEach((word, price) -> yaml.append("      ")
                .append(random.nextBoolean() ? SHORT.getOrDefault(word, word) : word)
                .append(": ")
                .append(price.toPlainString())
                .append('\n'));
    }
}

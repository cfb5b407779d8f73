package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/**
 * What a made-up pricing file says about one model, as plain words and numbers. Tiers cost no less than the dearest kind
 * below them, bands all fall or all rise, and cached input is no dearer than input, so that every choice of kinds is one
 * that the reader takes.
 *
 * @param tokens empty: the model is not priced by tokens in dollars
 * @param tiers by threshold
 * @param bands by their ends, the last by {@link Long#MAX_VALUE}; empty, or in the place of {@code tokens}
 * @param per1K in credits, by kind
 * @param units in dollars: {@code image:SIZE}, {@code second}, {@code minute}, {@code characters}
 * @param request fees in dollars: for each request, and for calls of tools
 * @param creditsEach for a request
 * @param own the model's markup, as a percentage
 */
record RandomPrices(
        RandomTerms terms,
        Map<String, BigDecimal> tokens,
        TreeMap<Long, Map<String, BigDecimal>> tiers,
        TreeMap<Long, Map<String, BigDecimal>> bands,
        Map<String, BigDecimal> per1K,
        Map<String, BigDecimal> units,
        Map<String, BigDecimal> request,
        Optional<BigDecimal> creditsEach,
        Optional<BigDecimal> own) {

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

    /** Fees by the words of the file. */
    private static final List<String> FEES = List.of(
            "each",
            "web_search",
            "search_low",
            "search_medium",
            "search_high",
            "file_search",
            "code_session",
            "image_generation");

    /** Whether tokens cost anything of their own, be it zero. */
    boolean byTokens() {
        return !tokens.isEmpty() || !bands.isEmpty() || !per1K.isEmpty() || counted();
    }

    /** Whether tokens cost what the book says of a credit, for want of any other price. */
    boolean counted() {
        return terms.perCredit().isPresent()
                && tokens.isEmpty()
                && bands.isEmpty()
                && per1K.isEmpty()
                && units.isEmpty()
                && creditsEach.isEmpty()
                && !request.containsKey("each");
    }

    static RandomPrices next(RandomTerms terms, Random random) {
        boolean money = terms.inMoney();
        Map<String, BigDecimal> tokens = new LinkedHashMap<>();
        TreeMap<Long, Map<String, BigDecimal>> tiers = new TreeMap<>();
        TreeMap<Long, Map<String, BigDecimal>> bands = new TreeMap<>();
        Map<String, BigDecimal> per1K = new LinkedHashMap<>();
        int form = money ? random.nextInt(8) : 4 + random.nextInt(4);
        if (form < 3) {
            tokens.putAll(kinds(random));
            tiers.putAll(tiers(random, tokens));
        } else if (form == 3) {
            bands.putAll(bands(random));
        } else if (form == 4) {
            per1K.putAll(per1K(random));
        }
        Map<String, BigDecimal> units = money && random.nextInt(3) == 0 ? units(random) : Map.of();
        Map<String, BigDecimal> request = money ? request(random) : Map.of();
        boolean needed = form > 4 && terms.perCredit().isEmpty() && units.isEmpty() && !request.containsKey("each");
        Optional<BigDecimal> creditsEach = needed || !request.containsKey("each") && random.nextInt(4) == 0
                ? Optional.of(price(random, 10).add(BigDecimal.ONE))
                : Optional.empty();
        boolean inDollars = !tokens.isEmpty() || !bands.isEmpty() || !units.isEmpty() || !request.isEmpty();
        Optional<BigDecimal> own = inDollars ? RandomTerms.percent(random) : Optional.empty();
        return new RandomPrices(terms, tokens, tiers, bands, per1K, units, request, creditsEach, own);
    }

    private static Map<String, BigDecimal> per1K(Random random) {
        Map<String, BigDecimal> per1K = kinds(random);
        per1K.values().removeIf(price -> price.signum() == 0);
        per1K.putIfAbsent("input", new BigDecimal("3.5"));
        per1K.putIfAbsent("output", new BigDecimal("0.000001"));
        cachedWithinInput(per1K);
        return per1K;
    }

    private static Map<String, BigDecimal> kinds(Random random) {
        Map<String, BigDecimal> tokens = new LinkedHashMap<>();
        for (String kind : KINDS) {
            if (kind.equals("input") || kind.equals("output") || random.nextInt(3) == 0) {
                tokens.put(kind, price(random, 60));
            }
        }
        cachedWithinInput(tokens);
        return tokens;
    }

    private static void cachedWithinInput(Map<String, BigDecimal> prices) {
        prices.computeIfPresent("input_cached", (kind, price) -> price.min(prices.get("input")));
    }

    private static TreeMap<Long, Map<String, BigDecimal>> tiers(Random random, Map<String, BigDecimal> tokens) {
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
            cachedWithinInput(tier);
            floor = tier.values().stream().reduce(floor, BigDecimal::max);
            tiers.put(
                    tiers.isEmpty() ? 1_000L + random.nextInt(300_000) : tiers.lastKey() + 1 + random.nextInt(50_000),
                    tier);
        }
        return tiers;
    }

    /** All prices of a band are those of the first, times a factor. */
    private static TreeMap<Long, Map<String, BigDecimal>> bands(Random random) {
        TreeMap<Long, Map<String, BigDecimal>> bands = new TreeMap<>();
        Map<String, BigDecimal> first = kinds(random);
        boolean falls = random.nextBoolean();
        BigDecimal factor = BigDecimal.ONE;
        long end = 0;
        for (int i = 1 + random.nextInt(4); i > 0; i--) {
            end = i == 1 ? Long.MAX_VALUE : end + 1 + random.nextInt(100_000);
            BigDecimal by = factor;
            Map<String, BigDecimal> band = new LinkedHashMap<>();
            first.forEach((kind, price) -> band.put(kind, price.multiply(by).stripTrailingZeros()));
            bands.put(end, band);
            factor = factor.multiply(new BigDecimal(falls ? "0.5" : "1.5"));
        }
        return bands;
    }

    private static Map<String, BigDecimal> units(Random random) {
        Map<String, BigDecimal> units = new LinkedHashMap<>();
        for (String size : List.of("image:1024x1024", "image:hd-1536x1024", "image:other")) {
            if (random.nextInt(3) == 0) {
                units.put(size, price(random, 1));
            }
        }
        switch (random.nextInt(4)) {
            case 0 -> units.put("second", price(random, 1));
            case 1 -> units.put("minute", price(random, 1));
            case 2 -> units.put("characters", price(random, 30));
            default -> units.put("image:1024x1024", price(random, 1));
        }
        return units;
    }

    private static Map<String, BigDecimal> request(Random random) {
        Map<String, BigDecimal> request = new LinkedHashMap<>();
        for (String fee : FEES) {
            if (random.nextInt(3) == 0) {
                request.put(fee, price(random, 1).add(new BigDecimal("0.000001")));
            }
        }
        return request;
    }

    /** Often not whole, and now and then nothing. */
    static BigDecimal price(Random random, int below) {
        int scale = random.nextInt(7);
        long unscaled = BigDecimal.TEN.pow(scale).longValueExact() * below;
        return random.nextInt(12) == 0 ? BigDecimal.ZERO : BigDecimal.valueOf(random.nextLong(unscaled), scale);
    }
}

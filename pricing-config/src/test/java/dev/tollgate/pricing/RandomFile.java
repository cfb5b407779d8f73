package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Made-up prices as a pricing file, in one or another of the ways that they may be written. */
final class RandomFile {

    private static final Map<String, String> SHORT = Map.of(
            "input_cached", "cached",
            "input_cache_write", "cache_write",
            "input_cache_write_1h", "cache_write_1h",
            "input_audio", "audio_input",
            "output_reasoning", "reasoning",
            "output_audio", "audio_output");

    private final RandomPrices prices;
    private final Random random;
    private final StringBuilder yaml = new StringBuilder("version: 1\n");

    private RandomFile(RandomPrices prices, Random random) {
        this.prices = prices;
        this.random = random;
    }

    static String of(RandomPrices prices, Random random) {
        return new RandomFile(prices, random).write();
    }

    private String write() {
        yaml.append("credit:\n");
        prices.worth().ifPresent(worth -> line("  worth: " + worth));
        prices.perCredit().ifPresent(tokens -> line("  tokens: " + tokens));
        markup(0, "");
        line("providers:\n  p:\n    url: http://localhost:1");
        if (!prices.serviceTiers().isEmpty()) {
            line("    service_tiers:");
            prices.serviceTiers()
                    .forEach((tier, percent) -> line("      " + tier + ": " + percent.toPlainString() + "%"));
        }
        line("models:\n  m:\n    provider: p\n    confirmed: true");
        append("    tokens", prices.tokens());
        prices.tiers().forEach((above, tier) -> append("    tokens_above_" + above, tier));
        bands(prices.bands());
        credits();
        units(prices.units());
        append("    request", prices.request());
        markup(1, "    ");
        line("plans:\n  default:\n    contact: someone");
        markup(2, "    ");
        return yaml.toString();
    }

    private void line(String line) {
        yaml.append(line).append('\n');
    }

    private void markup(int level, String indent) {
        prices.markups().get(level).ifPresent(markup -> line(indent + "markup: " + markup.toPlainString() + "%"));
    }

    private void credits() {
        boolean each = prices.creditsEach().isPresent();
        if (each && prices.per1K().isEmpty()) {
            line("    credits: " + prices.creditsEach().get().toPlainString());
            return;
        }
        if (!prices.per1K().isEmpty()) {
            line("    credits:");
            prices.creditsEach().ifPresent(amount -> line("      each: " + amount.toPlainString()));
            append("      per_1K", prices.per1K());
        }
    }

    private void bands(TreeMap<Long, Map<String, BigDecimal>> bands) {
        if (bands.isEmpty()) {
            return;
        }
        line("    bands:");
        bands.forEach((end, band) -> {
            yaml.append("      - { ");
            band.forEach((kind, price) -> yaml.append(word(kind))
                    .append(": ")
                    .append(price.toPlainString())
                    .append(", "));
            line(end == Long.MAX_VALUE ? "}" : "up_to: " + end + " }");
        });
    }

    private void units(Map<String, BigDecimal> units) {
        TreeMap<String, BigDecimal> sizes = new TreeMap<>();
        units.forEach((unit, price) -> {
            if (unit.startsWith("image:")) {
                sizes.put(unit.substring("image:".length()), price);
            } else {
                line("    " + unit + ": " + price.toPlainString());
            }
        });
        append("    image", sizes);
    }

    private void append(String key, Map<String, BigDecimal> values) {
        if (values.isEmpty()) {
            return;
        }
        line(key + ":");
        String indent = " ".repeat(key.length() - key.stripLeading().length() + 2);
        values.forEach((word, price) -> line(indent + word(word) + ": " + price.toPlainString()));
    }

    private String word(String kind) {
        return random.nextBoolean() ? SHORT.getOrDefault(kind, kind) : kind;
    }
}

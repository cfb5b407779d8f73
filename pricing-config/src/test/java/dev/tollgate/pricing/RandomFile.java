package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** Made-up prices as a pricing file, in one or another of the ways that they may be written. */
final class RandomFile {

    private static final Map<String, String> SHORT = Map.of(
            "input_cached", "cached",
            "input_cache_write", "cache_write",
            "input_cache_write_1h", "cache_write_1h",
            "input_audio", "audio_input",
            "input_image", "image_input",
            "output_reasoning", "reasoning",
            "output_audio", "audio_output",
            "output_image", "image_output");

    private final Random random;
    private final StringBuilder yaml = new StringBuilder("version: 1\n");

    private RandomFile(Random random) {
        this.random = random;
    }

    static String of(RandomTerms terms, List<RandomPrices> models, List<RandomService> services, Random random) {
        RandomFile file = new RandomFile(random);
        file.begin(terms);
        file.line("models:");
        for (int i = 0; i < models.size(); i++) {
            file.line("  m" + i + ":\n    provider: p\n    confirmed: true");
            file.model(models.get(i));
        }
        file.line(services.isEmpty() ? "" : "services:");
        for (int i = 0; i < services.size(); i++) {
            file.line("  s" + i + ":\n    confirmed: true");
            file.service(services.get(i));
        }
        return file.yaml.toString();
    }

    private void begin(RandomTerms terms) {
        line("credit:");
        terms.worth().ifPresent(worth -> line("  worth: " + worth));
        terms.perCredit().ifPresent(tokens -> line("  tokens: " + tokens));
        percent("markup", terms.markup());
        line("providers:\n  p:\n    url: http://localhost:1");
        if (!terms.serviceTiers().isEmpty()) {
            line("    service_tiers:");
            terms.serviceTiers().forEach((tier, percent) -> percent("      " + tier, Optional.of(percent)));
        }
        line("plans:\n  default:\n    contact: someone");
        percent("    markup", terms.planMarkup());
        terms.ownKeyFee().ifPresent(fee -> line("    byok:"));
        percent("      fee", terms.ownKeyFee());
    }

    private void model(RandomPrices prices) {
        append("    tokens", prices.tokens());
        prices.tiers().forEach((above, tier) -> append("    tokens_above_" + above, tier));
        bands(prices.bands());
        credits(prices);
        units(prices.units());
        append("    request", prices.request());
        percent("    markup", prices.own());
    }

    private void service(RandomService service) {
        line("    " + service.key() + ": " + service.price().toPlainString());
        service.step().ifPresent(step -> line("    round_up: " + service.written(step)));
        service.least().ifPresent(least -> line("    minimum: " + service.written(least)));
        percent("    markup", service.own());
    }

    private void percent(String key, Optional<BigDecimal> percent) {
        percent.ifPresent(share -> line(key + ": " + share.toPlainString() + "%"));
    }

    private void line(String line) {
        yaml.append(line).append('\n');
    }

    private void credits(RandomPrices prices) {
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

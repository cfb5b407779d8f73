package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import dev.tollgate.pricing.Price;
import dev.tollgate.pricing.yaml.shape.Form;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Reads the prices of a model that are not for tokens: images by size, time, characters. */
final class UnitPrices {

    static final Set<String> KEYS = Set.of("image", "second", "minute", "characters");

    /** As usages name it. */
    private static final String CHARACTER = "character";

    private UnitPrices() {}

    /** By the names of usages. */
    static Map<String, Price> read(Section model, boolean confirmed) {
        Map<String, Price> prices = new HashMap<>();
        model.section("image").ifPresent(sizes -> images(sizes, prices));
        model.decimal("second").ifPresent(price -> prices.put("second", Price.usd(price)));
        model.decimal("minute").ifPresent(price -> prices.put("minute", Price.usd(price)));
        if (model.has("second") && model.has("minute")) {
            model.findings()
                    .add(
                            model.entry("minute").orElseThrow().keyNode(),
                            "'minute' and 'second' price the same time; keep one of them");
        }
        model.entry("characters")
                .ifPresent(entry -> model.parsed(entry, Notation::decimal).ifPresent(price -> {
                    prices.put(CHARACTER, Price.usdPerMillion(price));
                    if (!confirmed) {
                        PriceChecks.magnitude(entry, price, "characters", model.findings());
                    }
                }));
        return prices;
    }

    private static void images(Section sizes, Map<String, Price> prices) {
        if (sizes.entries().isEmpty()) {
            sizes.findings().add(sizes.node(), "'image' has no size; write { 1024x1024: 0.04, other: 0.08 }");
        }
        for (Section.Entry entry : sizes.entries()) {
            if (!Form.PICTURE.fits(entry.key())) {
                sizes.findings()
                        .add(
                                entry.keyNode(),
                                quoted(entry.key())
                                        + " is not a size; write 1024x1024, hd-1024x1024, or other for the rest");
            }
            sizes.parsed(entry, Notation::decimal)
                    .ifPresent(price -> prices.put("image:" + entry.key(), Price.usd(price)));
        }
    }
}

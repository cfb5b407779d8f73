package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import dev.tollgate.pricing.VendorUsage;
import dev.tollgate.pricing.VendorUsage.Cost;
import dev.tollgate.pricing.VendorUsage.Reasoning;
import dev.tollgate.pricing.yaml.shape.Form;
import dev.tollgate.pricing.yaml.shape.ProviderShape;
import java.util.Optional;

/** Reads {@code usage} of a provider. */
final class VendorUsageReader {

    private VendorUsageReader() {}

    static VendorUsage read(Section provider, String dialect) {
        if (!dialect.equals("openai")) {
            provider.entry("usage")
                    .ifPresent(
                            entry -> provider.findings()
                                    .add(
                                            entry.keyNode(),
                                            "'usage' is for vendors of the openai dialect only; remove it, for it would have no effect"));
        }
        return provider.section("usage").map(VendorUsageReader::usage).orElse(VendorUsage.USUAL);
    }

    private static VendorUsage usage(Section section) {
        section.allow(ProviderShape.Usage.class);
        Optional<String> cost = field(section, "cost");
        Optional<Long> perDollar = section.parsed("cost_per_dollar", Notation::positive);
        if (perDollar.isPresent() && !section.has("cost")) {
            section.require("cost", "cost: cost, the field with what you are billed");
        }
        return new VendorUsage(
                field(section, "at"),
                section.parsed("reasoning", VendorUsageReader::reasoning).orElse(Reasoning.INSIDE),
                field(section, "cached"),
                field(section, "citations"),
                field(section, "searches"),
                section.flag("search_sizes", false),
                cost.map(at -> new Cost(at, perDollar.orElse(1L))));
    }

    private static Optional<String> field(Section section, String key) {
        return section.parsed(key, text -> {
            if (!Form.FIELD.fits(text)) {
                throw new IllegalArgumentException(
                        quoted(text) + " is not the name of a field; write one such as cost.total_cost");
            }
            return text;
        });
    }

    private static Reasoning reasoning(String text) {
        return switch (text) {
            case "inside" -> Reasoning.INSIDE;
            case "added" -> Reasoning.ADDED;
            case "total" -> Reasoning.TOTAL;
            default -> throw new IllegalArgumentException(quoted(text) + " is unknown; write inside, added or total");
        };
    }
}

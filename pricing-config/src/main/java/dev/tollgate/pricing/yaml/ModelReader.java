package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import dev.tollgate.pricing.Model;
import dev.tollgate.pricing.ModelPrice;
import dev.tollgate.pricing.PricedModel;
import dev.tollgate.pricing.yaml.shape.ModelShape;
import java.math.BigDecimal;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads one entry of {@code models}. */
final class ModelReader {

    private static final long DEFAULT_OUTPUT = 4096;

    private ModelReader() {}

    static Optional<PricedModel> read(String name, Section section, SellingTerms terms) {
        section.allow(ModelShape.class);
        section.require("provider", "provider: with the name of a provider of this file");
        Optional<String> provider = section.parsed(
                "provider", text -> provider(text, terms.dialects().keySet()));
        Model model = model(name, provider.orElse(""), section);
        Optional<BigDecimal> markup = section.parsed("markup", Notation::percent);
        if (section.flag("free", false)) {
            return Optional.of(new PricedModel(model, free(section), Optional.empty(), markup));
        }
        ModelPriceReader prices = new ModelPriceReader(model, section, terms, provider.map(terms.dialects()::get));
        return prices.read().map(price -> new PricedModel(model, price, prices.cost(price, markup), markup));
    }

    static String provider(String text, Set<String> providers) {
        if (!providers.contains(text)) {
            throw new IllegalArgumentException(
                    "no provider is called " + quoted(text) + "; " + Section.instead(text, providers));
        }
        return text;
    }

    /** The names of aliases and fallbacks are checked with those of all models. */
    private static Model model(String name, String provider, Section section) {
        OptionalLong maxOutput = positive(section, "max_output_tokens");
        long most = maxOutput.orElse(Long.MAX_VALUE);
        long defaultOutput = section.parsed("default_output_tokens", text -> bound(text, most))
                .orElse(Math.min(DEFAULT_OUTPUT, most));
        return new Model(
                name,
                provider,
                section.list("aliases").stream().map(Section.Entry::key).toList(),
                maxOutput,
                defaultOutput,
                positive(section, "max_input_tokens"),
                Names.listed(section, "fallbacks"));
    }

    private static long bound(String text, long most) {
        long bound = Notation.positive(text);
        if (bound > most) {
            throw new IllegalArgumentException(
                    quoted(text) + " is above 'max_output_tokens'; write " + most + " or less");
        }
        return bound;
    }

    private static OptionalLong positive(Section section, String key) {
        return section.parsed(key, Notation::positive).map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    private static ModelPrice free(Section section) {
        section.entries().stream()
                .filter(entry -> ModelPriceReader.isPrice(entry.key()))
                .forEach(entry -> section.findings()
                        .add(entry.keyNode(), "a model with 'free: true' has no prices; remove one of the two"));
        return ModelPrice.free();
    }
}

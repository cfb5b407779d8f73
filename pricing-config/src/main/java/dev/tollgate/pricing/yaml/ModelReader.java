package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import dev.tollgate.pricing.Model;
import dev.tollgate.pricing.ModelPrice;
import dev.tollgate.pricing.Price;
import dev.tollgate.pricing.PricedModel;
import dev.tollgate.pricing.TokenPrice;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads one entry of {@code models}. */
final class ModelReader {

    private static final long DEFAULT_OUTPUT = 4096;

    private static final Map<String, String> TOOLS = Map.of(
            "web_search", "webSearch",
            "file_search", "fileSearch",
            "code_session", "codeSession",
            "image_generation", "imageGeneration");

    private static final String EACH = "each";

    static final Set<String> KNOWN = Set.of(
            "provider",
            "aliases",
            "tokens",
            "request",
            "max_output_tokens",
            "default_output_tokens",
            "max_input_tokens",
            "markup",
            "free",
            "deny");

    static final Set<String> LATER = Set.of("image", "second", "minute", "characters", "credits", "bands", "tiers");

    private ModelReader() {}

    static Optional<PricedModel> read(String name, Section section, Set<String> providers) {
        Set<String> known = new HashSet<>(KNOWN);
        known.add(TokenPrices.TIER + "200K");
        section.keys().stream().filter(TokenPrices::isTier).forEach(known::add);
        section.allow(known, LATER);
        section.require("provider", "provider: with the name of a provider of this file");
        Optional<String> provider = section.parsed("provider", text -> provider(text, providers));
        Model model = model(name, provider.orElse(""), section);
        Map<String, BigDecimal> fees = fees(section);
        Optional<BigDecimal> each = Optional.ofNullable(fees.remove(EACH));
        Optional<BigDecimal> markup = section.parsed("markup", Notation::percent);
        Optional<ModelPrice> price = section.flag("free", false)
                ? free(section)
                : tokens(section)
                        .map(tokens -> new ModelPrice(Optional.of(tokens), Map.of(), fees, each.map(Price::usd)));
        return price.map(prices -> new PricedModel(model, prices, Optional.empty(), markup));
    }

    private static String provider(String text, Set<String> providers) {
        if (!providers.contains(text)) {
            throw new IllegalArgumentException(
                    "no provider is called " + quoted(text) + "; " + Section.instead(text, providers));
        }
        return text;
    }

    /** The names of aliases are checked with those of all models. */
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
                positive(section, "max_input_tokens"));
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

    private static Optional<TokenPrice> tokens(Section section) {
        // A model priced in a way of a later version has a problem already; that it has no tokens is no second one.
        boolean later = section.keys().stream().anyMatch(LATER::contains);
        return later && !section.has("tokens") ? Optional.empty() : TokenPrices.read(section);
    }

    private static Optional<ModelPrice> free(Section section) {
        section.entries().stream()
                .filter(entry -> entry.key().equals("tokens")
                        || entry.key().equals("request")
                        || TokenPrices.isTier(entry.key()))
                .forEach(entry -> section.findings()
                        .add(entry.keyNode(), "a model with 'free: true' has no prices; remove one of the two"));
        return Optional.of(ModelPrice.free());
    }

    /** By the names of usages; the fee of the request itself under its word of the file. */
    private static Map<String, BigDecimal> fees(Section section) {
        Map<String, BigDecimal> fees = new HashMap<>();
        section.section("request").ifPresent(request -> {
            Set<String> known = new HashSet<>(TOOLS.keySet());
            known.add(EACH);
            request.allow(known, Set.of());
            request.decimal(EACH).ifPresent(fee -> fees.put(EACH, fee));
            TOOLS.forEach((word, tool) -> request.decimal(word).ifPresent(fee -> fees.put(tool, fee)));
        });
        return fees;
    }
}

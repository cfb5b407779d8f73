package dev.tollgate.pricing.yaml;

import dev.tollgate.pricing.Model;
import dev.tollgate.pricing.PricedModel;
import dev.tollgate.pricing.Rates;
import dev.tollgate.pricing.TokenKind;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Reads one entry of {@code models}. */
final class ModelReader {

    private static final String TIER = "tokens_above_";
    private static final long DEFAULT_OUTPUT = 4096;

    private static final Map<String, TokenKind> TOKENS = tokenWords();

    private static final Map<String, String> TOOLS = Map.of(
            "web_search", "webSearch", "file_search", "fileSearch", "code_session", "codeSession");

    private static final Set<String> KNOWN = Set.of(
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

    private static final Set<String> LATER = Set.of("image", "second", "characters");

    private ModelReader() {}

    private static Map<String, TokenKind> tokenWords() {
        Map<String, TokenKind> words = new LinkedHashMap<>();
        words.put("input", TokenKind.INPUT);
        words.put("input_cached", TokenKind.INPUT_CACHED);
        words.put("input_cache_write", TokenKind.INPUT_CACHE_WRITE);
        words.put("input_cache_write_1h", TokenKind.INPUT_CACHE_WRITE_1H);
        words.put("input_audio", TokenKind.INPUT_AUDIO);
        words.put("input_image", TokenKind.INPUT_IMAGE);
        words.put("output", TokenKind.OUTPUT);
        words.put("output_reasoning", TokenKind.OUTPUT_REASONING);
        words.put("output_audio", TokenKind.OUTPUT_AUDIO);
        words.put("output_image", TokenKind.OUTPUT_IMAGE);
        // The shorter words that price lists use.
        words.put("cached", TokenKind.INPUT_CACHED);
        words.put("cache_write", TokenKind.INPUT_CACHE_WRITE);
        words.put("cache_write_1h", TokenKind.INPUT_CACHE_WRITE_1H);
        words.put("audio_input", TokenKind.INPUT_AUDIO);
        words.put("image_input", TokenKind.INPUT_IMAGE);
        words.put("reasoning", TokenKind.OUTPUT_REASONING);
        words.put("audio_output", TokenKind.OUTPUT_AUDIO);
        words.put("image_output", TokenKind.OUTPUT_IMAGE);
        return words;
    }

    static boolean denies(Section section) {
        return section.flag("deny", false);
    }

    static Optional<PricedModel> read(String name, Section section, Set<String> providers) {
        Set<String> known = new HashSet<>(KNOWN);
        section.entries().stream()
                .map(Section.Entry::key)
                .filter(key -> key.startsWith(TIER))
                .forEach(known::add);
        section.allow(known, LATER);
        String provider = section.requiredText("provider");
        if (section.has("provider") && !providers.contains(provider)) {
            section.findings().add(section.entry("provider").orElseThrow().value(), "no provider is called '" + provider
                    + "'; the file has " + String.join(", ", providers));
        }
        Optional<Rates> base = base(section);
        if (base.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new PricedModel(
                model(name, provider, section),
                base.get(),
                tiers(section, base.get()),
                fees(section),
                section.section("request").flatMap(request -> request.decimal("each")).orElse(BigDecimal.ZERO),
                section.parsed("markup", Notation::percent)));
    }

    private static Model model(String name, String provider, Section section) {
        OptionalLong maxOutput = positive(section, "max_output_tokens");
        long defaultOutput = positive(section, "default_output_tokens")
                .orElse(Math.min(DEFAULT_OUTPUT, maxOutput.orElse(DEFAULT_OUTPUT)));
        if (maxOutput.isPresent() && defaultOutput > maxOutput.getAsLong()) {
            section.findings().add(
                    section.node(), "'default_output_tokens' of '" + name + "' is above its 'max_output_tokens'");
        }
        return new Model(
                name,
                provider,
                section.list("aliases").stream().map(Section.Entry::key).toList(),
                maxOutput,
                defaultOutput,
                positive(section, "max_input_tokens"));
    }

    private static OptionalLong positive(Section section, String key) {
        return section.parsed(key, Notation::positive).map(OptionalLong::of).orElse(OptionalLong.empty());
    }

    private static Optional<Rates> base(Section section) {
        if (section.flag("free", false)) {
            if (section.has("tokens")) {
                section.findings().add(section.node(), "a model is either 'free: true' or has 'tokens' prices, not both");
            }
            return Optional.of(new Rates(Map.of(TokenKind.INPUT, BigDecimal.ZERO)));
        }
        if (!section.has("tokens")) {
            section.findings().add(section.node(), "'tokens' is missing here: a model without a price cannot be sold;"
                    + " write tokens: { input: 2.50, output: 10.00 }, or free: true");
            return Optional.empty();
        }
        Map<TokenKind, BigDecimal> prices = prices(section, "tokens");
        if (!prices.containsKey(TokenKind.INPUT)) {
            section.findings().add(
                    section.entry("tokens").orElseThrow().value(), "the price of 'input' tokens is missing here");
            return Optional.empty();
        }
        return Optional.of(new Rates(prices));
    }

    private static Map<TokenKind, BigDecimal> prices(Section section, String key) {
        Map<TokenKind, BigDecimal> prices = new EnumMap<>(TokenKind.class);
        Section tokens = section.section(key).orElseThrow();
        tokens.allow(TOKENS.keySet(), Set.of());
        for (Section.Entry entry : tokens.entries()) {
            TokenKind kind = TOKENS.get(entry.key());
            if (kind != null) {
                tokens.parsed(entry, Notation::decimal).ifPresent(price -> {
                    if (prices.put(kind, price) != null) {
                        tokens.findings().add(
                                entry.keyNode(), "'" + entry.key() + "' is priced twice here, under two of its names");
                    }
                });
            }
        }
        return prices;
    }

    /** A tier names only what changes; it may not be cheaper, or the hold of a request would not be a bound. */
    private static List<PricedModel.Tier> tiers(Section section, Rates base) {
        List<PricedModel.Tier> tiers = new ArrayList<>();
        for (Section.Entry entry : section.entries()) {
            if (!entry.key().startsWith(TIER)) {
                continue;
            }
            try {
                long above = Notation.positive(entry.key().substring(TIER.length()));
                Map<TokenKind, BigDecimal> prices = new EnumMap<>(base.perMillion());
                prices(section, entry.key()).forEach((kind, price) -> {
                    if (price.compareTo(base.of(kind)) < 0) {
                        section.findings().add(
                                entry.keyNode(),
                                "the tier's price of '" + kind.jsonName() + "' is below the base price");
                    }
                    prices.put(kind, price);
                });
                tiers.add(new PricedModel.Tier(above, new Rates(prices)));
            } catch (IllegalArgumentException wrong) {
                section.findings().add(entry.keyNode(), "'" + entry.key() + "': write tokens_above_200K");
            }
        }
        return tiers;
    }

    private static Map<String, BigDecimal> fees(Section section) {
        Map<String, BigDecimal> fees = new HashMap<>();
        section.section("request").ifPresent(request -> {
            Set<String> known = new HashSet<>(TOOLS.keySet());
            known.add("each");
            request.allow(known, Set.of());
            TOOLS.forEach((word, tool) -> request.decimal(word).ifPresent(fee -> fees.put(tool, fee)));
        });
        return fees;
    }
}

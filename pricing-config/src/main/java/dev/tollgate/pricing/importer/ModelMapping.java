package dev.tollgate.pricing.importer;

import dev.tollgate.pricing.Rates;
import dev.tollgate.pricing.TokenKind;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Turns one entry of the table into a model of our file, or says why it cannot be sold. */
final class ModelMapping {

    /** A million tokens for more than this, or less than that, is a price for one typed as one for a million, or so. */
    private static final BigDecimal MOST = new BigDecimal(1000);

    private static final BigDecimal LEAST = new BigDecimal("0.001");

    private static final int MOST_DECIMALS = 18;

    private static final String SEARCH = "search_context_cost_per_query";
    private static final String SESSION = "code_interpreter_cost_per_session";
    private static final String FILE_SEARCH = "file_search_cost_per_1k_calls";
    private static final String EACH = "each";
    private static final String REQUEST = "input_cost_per_request";

    /** Fine-tuned models are called {@code ft:gpt-4o:organisation::id}, and priced by how they begin. */
    private static final String FINE_TUNED = "ft:";

    /** What an embedding model may have: it writes nothing. */
    private static final Set<TokenKind> WITHOUT_OUTPUT =
            EnumSet.of(TokenKind.INPUT, TokenKind.INPUT_AUDIO, TokenKind.INPUT_IMAGE);

    private final KnownProvider provider;
    private final Optional<BigDecimal> webSearch;

    /** @param webSearch fee of a search for models that can search and have none in the table */
    ModelMapping(KnownProvider provider, Optional<BigDecimal> webSearch) {
        this.provider = provider;
        this.webSearch = webSearch;
    }

    ImportedModel model(TableEntry entry) {
        return model(entry, withOutput(TokenTiers.of(entry, provider.ways().tiersFromThreshold())), false);
    }

    /** With prices that are meant, however they look; input that has none is free beside output that has. */
    ImportedModel asItStands(TableEntry entry) {
        return model(
                entry,
                withOutput(TokenTiers.of(entry, provider.ways().tiersFromThreshold())
                        .withInput()),
                true);
    }

    private ImportedModel model(TableEntry entry, TokenTiers tokens, boolean confirmed) {
        String own = provider.ownName(entry);
        Set<String> used = new HashSet<>();
        Map<String, BigDecimal> request = fees(entry, own, used);
        Map<String, String> units = Units.of(entry, used);
        boolean fineTuned = own.startsWith(FINE_TUNED);
        return new ImportedModel(
                fineTuned ? own + ":*" : own,
                Optional.of(entry.key()).filter(key -> !key.equals(own) && !fineTuned),
                tokens,
                request,
                units,
                limits(entry, tokens),
                new Remarks(entry, tokens, used).notMapped(),
                confirmed);
    }

    /**
     * Our file wants a price for output beside all but the plainest input. Models that only paint have one for the
     * tokens of pictures alone; where there is none at all, output costs as input does.
     */
    private static TokenTiers withOutput(TokenTiers tokens) {
        Map<TokenKind, BigDecimal> base = tokens.base();
        if (base.containsKey(TokenKind.OUTPUT)
                || !base.containsKey(TokenKind.INPUT)
                || WITHOUT_OUTPUT.containsAll(base.keySet())) {
            return tokens;
        }
        Map<TokenKind, BigDecimal> complete = new EnumMap<>(base);
        complete.put(TokenKind.OUTPUT, base.getOrDefault(TokenKind.OUTPUT_IMAGE, new Rates(base).of(TokenKind.OUTPUT)));
        return new TokenTiers(complete, tokens.tiers());
    }

    private Map<String, BigDecimal> fees(TableEntry entry, String own, Set<String> used) {
        Map<String, BigDecimal> fees = new LinkedHashMap<>();
        boolean always = provider.searchesAlways(own);
        entry.price(REQUEST).ifPresent(fee -> fees.put(EACH, fee));
        entry.dearest(SEARCH)
                .or(() -> webSearch.filter(fee -> always || entry.says("supports_web_search")))
                .ifPresent(fee -> fees.merge(always ? EACH : "web_search", fee, BigDecimal::add));
        entry.price(FILE_SEARCH).ifPresent(fee -> fees.put("file_search", fee.movePointLeft(3)));
        entry.price(SESSION).ifPresent(fee -> fees.put("code_session", fee));
        if (entry.price(TokenField.INPUT.fields().get(0)).isPresent()) {
            used.addAll(Set.of(REQUEST, SEARCH, FILE_SEARCH, SESSION));
        }
        return fees;
    }

    /** More than the largest tier's threshold is read, whatever the table says. */
    private static ImportedModel.Limits limits(TableEntry entry, TokenTiers tokens) {
        OptionalLong input = entry.count("max_input_tokens");
        boolean tooSmall = input.isPresent()
                && !tokens.tiers().isEmpty()
                && input.getAsLong() <= tokens.tiers().lastKey();
        return new ImportedModel.Limits(entry.count("max_output_tokens"), tooSmall ? OptionalLong.empty() : input);
    }

    /** Empty for a model that can be sold. */
    Optional<String> whyNot(ImportedModel model) {
        if (provider.isSizeClass(model.name())) {
            return Optional.of("a class of sizes, not a model");
        }
        boolean reads = model.tokens().base().containsKey(TokenKind.INPUT);
        if (reads && provider.searchesAlways(model.name()) && !model.request().containsKey(EACH)) {
            return Optional.of("it searches the web for every request, and the table has no fee for that");
        }
        return cannotBe(model).or(() -> model.tokens().base().entrySet().stream()
                .filter(price -> reads)
                .flatMap(price -> implausible(price.getKey(), price.getValue()).stream())
                .findFirst());
    }

    /** Empty for a model that our file can say, be its prices as they may. */
    Optional<String> cannotBe(ImportedModel model) {
        if (!YamlText.isModelName(model.name())) {
            return Optional.of("not a name that can be asked for");
        }
        if (!model.tokens().base().containsKey(TokenKind.INPUT)) {
            return model.units().isEmpty() ? Optional.of("no price for input tokens") : Optional.empty();
        }
        return model.tokens().base().entrySet().stream()
                .filter(price -> price.getValue().stripTrailingZeros().scale() > MOST_DECIMALS)
                .map(price -> said(price.getKey(), price.getValue()) + " has too many decimals")
                .findFirst();
    }

    private static Optional<String> implausible(TokenKind kind, BigDecimal price) {
        return price.compareTo(MOST) > 0 || price.compareTo(LEAST) < 0
                ? Optional.of(said(kind, price) + " looks mistyped: check it, and write the model yourself")
                : Optional.empty();
    }

    private static String said(TokenKind kind, BigDecimal price) {
        return TokenField.word(kind) + " at $" + YamlText.money(price) + " for a million tokens";
    }
}

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
    private static final String REQUEST = "input_cost_per_request";

    /** Fine-tuned models are called {@code ft:gpt-4o:organisation::id}, and priced by how they begin. */
    private static final String FINE_TUNED = "ft:";

    /** What an embedding model may have: it writes nothing. */
    private static final Set<TokenKind> WITHOUT_OUTPUT =
            EnumSet.of(TokenKind.INPUT, TokenKind.INPUT_AUDIO, TokenKind.INPUT_IMAGE);

    private final KnownProvider provider;
    private final Optional<BigDecimal> webSearch;
    private final Optional<BigDecimal> codeSession;
    private final Set<Form> forms;

    /**
     * @param webSearch fee of a search for models that can search and have none in the table
     * @param codeSession the provider's fee of a session, for models that the Responses API serves
     */
    ModelMapping(
            KnownProvider provider, Optional<BigDecimal> webSearch, Optional<BigDecimal> codeSession, Set<Form> forms) {
        this.provider = provider;
        this.webSearch = webSearch;
        this.codeSession = codeSession;
        this.forms = forms;
    }

    ImportedModel model(TableEntry entry) {
        String own = provider.ownName(entry);
        Set<String> used = new HashSet<>();
        TokenTiers tokens = withOutput(TokenTiers.of(entry, provider.ways().tiersFromThreshold()));
        Map<String, BigDecimal> request = fees(entry, own, used);
        Map<String, String> units = Units.of(entry, forms, used);
        boolean fineTuned = own.startsWith(FINE_TUNED);
        return new ImportedModel(
                fineTuned ? own + ":*" : own,
                Optional.of(entry.key()).filter(key -> !key.equals(own) && !fineTuned),
                tokens,
                request,
                units,
                new ImportedModel.Limits(entry.count("max_output_tokens"), entry.count("max_input_tokens")),
                new Remarks(entry, tokens, used).notMapped());
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
        entry.price(REQUEST).ifPresent(fee -> fees.put("each", fee));
        Optional<BigDecimal> search =
                entry.dearest(SEARCH).or(() -> webSearch.filter(fee -> entry.says("supports_web_search")));
        search.ifPresent(fee -> fees.merge(provider.searchesAlways(own) ? "each" : "web_search", fee, BigDecimal::add));
        entry.price(FILE_SEARCH).ifPresent(fee -> fees.put("file_search", fee.movePointLeft(3)));
        entry.price(SESSION)
                .or(() -> codeSession.filter(fee -> entry.lists("supported_endpoints", "/v1/responses")))
                .ifPresent(fee -> fees.put("code_session", fee));
        used.addAll(Set.of(REQUEST, SEARCH, FILE_SEARCH, SESSION));
        return fees;
    }

    /** The provider's fee of a session with its code interpreter, which the table has as an entry of its own. */
    static Optional<BigDecimal> codeSession(KnownProvider provider, PriceTable table) {
        return table.entries().stream()
                .filter(entry -> entry.key().equals(provider.name() + "/container"))
                .flatMap(entry -> entry.price(SESSION).stream())
                .findFirst();
    }

    /** Empty for a model that can be sold. */
    Optional<String> whyNot(ImportedModel model) {
        if (provider.isSizeClass(model.name())) {
            return Optional.of("a class of sizes, not a model");
        }
        if (!YamlText.isModelName(model.name())) {
            return Optional.of("not a name that can be asked for");
        }
        if (!model.tokens().base().containsKey(TokenKind.INPUT)) {
            return model.units().isEmpty() ? Optional.of("no price for input tokens") : Optional.empty();
        }
        return model.tokens().base().entrySet().stream()
                .flatMap(price -> implausible(price.getKey(), price.getValue()).stream())
                .findFirst();
    }

    private static Optional<String> implausible(TokenKind kind, BigDecimal price) {
        String said = TokenField.word(kind) + " at $" + YamlText.money(price) + " for a million tokens";
        if (price.compareTo(MOST) > 0 || price.compareTo(LEAST) < 0) {
            return Optional.of(said + " looks mistyped: check it, and write the model yourself");
        }
        return price.stripTrailingZeros().scale() > MOST_DECIMALS
                ? Optional.of(said + " has too many decimals")
                : Optional.empty();
    }
}

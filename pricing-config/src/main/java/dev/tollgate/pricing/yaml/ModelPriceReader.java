package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import dev.tollgate.pricing.Model;
import dev.tollgate.pricing.ModelPrice;
import dev.tollgate.pricing.Price;
import dev.tollgate.pricing.Rates;
import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.TokenPrice;
import dev.tollgate.pricing.yaml.shape.ModelShape;
import dev.tollgate.pricing.yaml.shape.TokensShape;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads what an entry of {@code models} costs. */
final class ModelPriceReader {

    private static final Map<String, String> TOOLS = Map.of(
            "web_search", "webSearch",
            "search_low", "searchLow",
            "search_medium", "searchMedium",
            "search_high", "searchHigh",
            "file_search", "fileSearch",
            "code_session", "codeSession",
            "image_generation", "imageGeneration");

    private static final String EACH = "each";
    private static final String REQUEST = "request";
    private static final String COST = "cost";

    private static final Set<String> IN_DOLLARS =
            Set.of(TokenPrices.TOKENS, BandPrices.BANDS, "image", "second", "minute", "characters", REQUEST, COST);

    private final Model model;
    private final Section section;
    private final SellingTerms terms;
    private final Optional<String> dialect;
    private final boolean confirmed;

    /** @param dialect of the model's provider; empty if that has mistakes */
    ModelPriceReader(Model model, Section section, SellingTerms terms, Optional<String> dialect) {
        this.model = model;
        this.section = section;
        this.terms = terms;
        this.dialect = dialect;
        this.confirmed = section.flag("confirmed", false);
    }

    static boolean isPrice(String key) {
        return IN_DOLLARS.contains(key) || key.equals(CreditPrices.CREDITS) || TokenPrices.isTier(key);
    }

    /** Empty if there is no usable price; then a problem says so. */
    Optional<ModelPrice> read() {
        Findings findings = section.findings();
        int before = findings.count();
        CreditPrices credits = CreditPrices.read(section);
        if (!confirmed) {
            credits.warnOfMagnitude(section, terms.credit());
        }
        Map<String, BigDecimal> fees = fees();
        Optional<Price> each = Optional.ofNullable(fees.remove(EACH)).map(Price::usd);
        Map<String, Price> units = UnitPrices.read(section, confirmed);
        Optional<Price> request = each.or(credits::each);
        if (each.isPresent() && credits.each().isPresent()) {
            twice("credits", "a request", "'request.each'");
        }
        boolean priced = !units.isEmpty()
                || credits.each().isPresent()
                || confirmed && each.filter(price -> !price.isZero()).isPresent()
                || credits.tokens().isPresent();
        boolean mistaken = findings.count() > before;
        Optional<TokenPrice> tokens = tokens(credits, priced || mistaken);
        boolean dollars = terms.dollarsHaveWorth(section, dollarKeys());
        boolean usable = dollars && (priced || tokens.isPresent());
        if (usable) {
            checkMarkup(credits, tokens);
        }
        ModelPrice price = new ModelPrice(tokens, units, fees, request);
        if (usable && !confirmed && findings.count() == before && price.costsNothing()) {
            findings.add(section.node(), "every price of this model is 0; write free: true if it is given away");
        }
        return Optional.of(price).filter(read -> usable);
    }

    private List<String> dollarKeys() {
        return section.keys().stream()
                .filter(key -> IN_DOLLARS.contains(key) || TokenPrices.isTier(key))
                .toList();
    }

    /** @param otherwise whether the model has a price, or a mistake in one, beside those of its tokens */
    private Optional<TokenPrice> tokens(CreditPrices credits, boolean otherwise) {
        boolean tiered =
                section.has(TokenPrices.TOKENS) || section.keys().stream().anyMatch(TokenPrices::isTier);
        boolean banded = section.has(BandPrices.BANDS);
        if (tiered && banded) {
            twice(BandPrices.BANDS, "tokens", quoted(TokenPrices.TOKENS));
        }
        if ((tiered || banded) && credits.tokens().isPresent()) {
            twice(CreditPrices.CREDITS, "tokens", quoted(banded ? BandPrices.BANDS : TokenPrices.TOKENS));
        }
        if (banded) {
            return warned(BandPrices.read(section, confirmed), BandPrices.BANDS);
        }
        if (tiered) {
            return warned(TokenPrices.read(section, confirmed), TokenPrices.TOKENS);
        }
        if (otherwise) {
            return credits.tokens();
        }
        if (terms.credit().tokens().isPresent()) {
            Rates alike = Rates.alike(BigDecimal.ONE);
            return Optional.of(
                    TokenPrice.Tiered.credits(alike, terms.credit().tokens().getAsLong()));
        }
        return TokenPrices.read(section, confirmed);
    }

    private void twice(String key, String what, String other) {
        section.findings()
                .add(
                        section.entry(key).orElseThrow().keyNode(),
                        quoted(key) + " prices " + what + " that " + other + " prices too; keep one of them");
    }

    /** Warns of prices of the cache that are left to their relation. */
    private Optional<TokenPrice> warned(Optional<TokenPrice> price, String key) {
        Section.Entry entry = section.entry(key).orElse(null);
        if (price.isPresent() && entry != null && dialect.isPresent()) {
            Section first = key.equals(BandPrices.BANDS)
                    ? section.section(section.mappings(key).get(0))
                    : section.section(entry);
            if (first.has("output")) {
                PriceChecks.cachePrices(entry, first, dialect.get());
                PriceChecks.soundPrices(model, entry, first);
            }
        }
        return price;
    }

    /** What is in credits is final: a markup on nothing else would be without effect. */
    private void checkMarkup(CreditPrices credits, Optional<TokenPrice> tokens) {
        boolean allInCredits = dollarKeys().stream().allMatch(COST::equals);
        if (section.has("markup") && allInCredits && (credits.each().isPresent() || tokens.isPresent())) {
            section.findings()
                    .add(
                            section.entry("markup").orElseThrow().keyNode(),
                            "a price in credits is final, so 'markup' has no effect; remove it, or price in dollars");
        }
    }

    /** What the provider takes, where the file says so; tells of tokens that are sold for less. */
    Optional<TokenPrice> cost(ModelPrice price, Optional<BigDecimal> markup) {
        Optional<Section> cost = section.section(COST);
        if (cost.isEmpty()) {
            return Optional.empty();
        }
        Map<TokenKind, BigDecimal> given = TokenWords.prices(cost.get(), !confirmed, TokensShape.class);
        TokenWords.requireInputAndOutput(cost.get());
        if (!given.containsKey(TokenKind.INPUT)) {
            return Optional.empty();
        }
        Rates costs = new Rates(given);
        if (!confirmed) {
            price.tokens().ifPresent(sold -> checkCost(cost.get(), given, sold, markup));
        }
        return Optional.of(TokenPrice.Tiered.usd(costs, List.of()));
    }

    /** Of each kind that the file says the cost of. */
    private void checkCost(
            Section cost, Map<TokenKind, BigDecimal> costs, TokenPrice sold, Optional<BigDecimal> markup) {
        BigDecimal callers = terms.lowest(markup, model);
        BigDecimal anybody = terms.lowest(markup);
        TokenWords.places(cost).forEach((kind, place) -> {
            BigDecimal taken = costs.getOrDefault(kind, BigDecimal.ZERO);
            Optional<String> loss =
                    PriceChecks.underCost(place, taken, PriceChecks.lowest(sold, kind, callers, terms.credit()));
            loss.ifPresent(what ->
                    cost.findings().add(place.value(), what + "; write a higher price or markup, or confirmed: true"));
            if (loss.isEmpty()) {
                PriceChecks.underCost(place, taken, PriceChecks.lowest(sold, kind, anybody, terms.credit()))
                        .ifPresent(what -> warnElsewhere(place, what, cost.findings()));
            }
        });
    }

    /** A plan that may not call the model is charged for it all the same where the provider answers another one with it. */
    private static void warnElsewhere(Section.Entry place, String what, Findings findings) {
        findings.warn(
                place.value(),
                what + " where it answers for another model of a plan that does not list it; write a higher price or"
                        + " markup, or confirmed: true");
    }

    /** By the names of usages; the fee of the request itself under its word of the file. */
    private Map<String, BigDecimal> fees() {
        Map<String, BigDecimal> fees = new HashMap<>();
        section.section(REQUEST).ifPresent(request -> {
            request.allow(ModelShape.Fees.class);
            request.decimal(EACH).ifPresent(fee -> fees.put(EACH, fee));
            TOOLS.forEach((word, tool) -> request.decimal(word).ifPresent(fee -> {
                fees.put(tool, fee);
                if (!confirmed) {
                    PriceChecks.perThousand(request.entry(word).orElseThrow(), fee, request.findings());
                }
            }));
        });
        return fees;
    }
}

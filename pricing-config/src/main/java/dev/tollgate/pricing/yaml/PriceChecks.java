package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import dev.tollgate.pricing.CreditUnit;
import dev.tollgate.pricing.Currency;
import dev.tollgate.pricing.Model;
import dev.tollgate.pricing.Rates;
import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.TokenPrice;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Prices that can be read, and are most likely a slip. */
final class PriceChecks {

    /** Far above the dearest price of a million tokens anywhere, and far below the cheapest. */
    private static final BigDecimal HIGH = BigDecimal.valueOf(1_000);

    private static final BigDecimal LOW = new BigDecimal("0.001");

    private static final BigDecimal MILLION = BigDecimal.valueOf(1_000_000);

    /** Cut, so that a price just under its cost does not pass for it. */
    private static final MathContext PRECISE = new MathContext(34, RoundingMode.DOWN);

    /** What providers call models that hear. */
    private static final Pattern HEARS = Pattern.compile("(^|[-/])(audio|realtime|live|transcribe)([-*:@]|$)");

    /** What they call those that speak. */
    private static final Pattern SPEAKS = Pattern.compile("(^|[-/])(audio|realtime|live|tts)([-*:@]|$)");

    private PriceChecks() {}

    /** A price for one token in the place of one for a million of them, or the reverse. Zero is meant as it stands. */
    static void magnitude(Section.Entry entry, BigDecimal perMillion, String units, Findings findings) {
        String price = quoted(entry.key()) + " is $" + perMillion.toPlainString() + " for a million " + units;
        if (perMillion.signum() > 0 && perMillion.compareTo(LOW) < 0) {
            findings.add(
                    entry.value(),
                    price + ", far below any provider's; write "
                            + perMillion.multiply(MILLION).stripTrailingZeros().toPlainString()
                            + " if this is the price of one, or confirmed: true if it is meant");
        } else if (perMillion.compareTo(HIGH) > 0) {
            findings.add(
                    entry.value(),
                    price + ", far above any provider's; write the price in dollars for a million " + units
                            + ", or confirmed: true if it is meant");
        }
    }

    /**
     * The same of a price in credits, where they have a worth in money.
     *
     * @param perMillion in US dollars
     */
    static void magnitudeOfCredits(Section.Entry entry, BigDecimal perMillion, Findings findings) {
        if (perMillion.compareTo(LOW) < 0 || perMillion.compareTo(HIGH) > 0) {
            findings.warn(
                    entry.value(),
                    quoted(entry.key()) + " comes to $" + perMillion.toPlainString() + " for a million tokens, far "
                            + (perMillion.compareTo(LOW) < 0 ? "below" : "above")
                            + " any provider's; write what 1,000 tokens cost in credits, or confirmed: true if it is meant");
        }
    }

    /** Price lists name what a thousand searches cost, the file what one does. */
    static void perThousand(Section.Entry entry, BigDecimal fee, Findings findings) {
        if (fee.compareTo(BigDecimal.ONE) >= 0) {
            findings.warn(
                    entry.value(),
                    quoted(entry.key()) + " is $" + fee.toPlainString() + " for each, far above any provider's; write "
                            + fee.movePointLeft(3).stripTrailingZeros().toPlainString()
                            + " if this is the price of a thousand, or confirmed: true if it is meant");
        }
    }

    /** @param entry the mapping that has the prices */
    static void cached(Section.Entry entry, Rates rates, Findings findings) {
        BigDecimal cached = rates.of(TokenKind.INPUT_CACHED);
        BigDecimal input = rates.of(TokenKind.INPUT);
        if (cached.compareTo(input) > 0) {
            findings.add(
                    entry.keyNode(),
                    quoted(entry.key()) + " makes cached input (" + cached.toPlainString() + ") dearer than input ("
                            + input.toPlainString() + "); write " + input.toPlainString() + " or less for 'cached'");
        }
    }

    /**
     * Says that tokens are sold for less than the provider takes, as a sentence; empty if they are not.
     *
     * @param entry where the file says what the provider takes
     * @param sold the least that anybody pays, in US dollars for a million of them
     */
    static Optional<String> underCost(Section.Entry entry, BigDecimal cost, BigDecimal sold) {
        return sold.compareTo(cost) < 0
                ? Optional.of(quoted(entry.key()) + " costs $" + cost.toPlainString()
                        + " for a million tokens and is sold for $"
                        + sold.stripTrailingZeros().toPlainString())
                : Optional.empty();
    }

    /**
     * US dollars for a million tokens. Tiers are never cheaper than what is below them; bands may be.
     *
     * @param markup as a fraction
     */
    static BigDecimal lowest(TokenPrice price, TokenKind kind, BigDecimal markup, CreditUnit credit) {
        BigDecimal marked = BigDecimal.ONE.add(markup);
        if (price instanceof TokenPrice.Graduated graduated) {
            return graduated.bands().stream()
                    .map(band -> band.rates().of(kind))
                    .min(Comparator.naturalOrder())
                    .orElseThrow()
                    .multiply(marked);
        }
        TokenPrice.Tiered tiered = (TokenPrice.Tiered) price;
        BigDecimal perMillion =
                tiered.base().of(kind).multiply(MILLION).divide(BigDecimal.valueOf(tiered.per()), PRECISE);
        return tiered.currency() == Currency.USD
                ? perMillion.multiply(marked)
                : perMillion.multiply(credit.worth().orElseThrow());
    }

    /** What a provider bills for less than input, or for more, is better said than left to its relation. */
    static void cachePrices(Section.Entry entry, Section tokens, String dialect) {
        if (!TokenWords.has(tokens, TokenKind.INPUT_CACHED)) {
            warnMissing("cached", "read from the provider's cache", entry, tokens.findings());
        }
        // Providers that speak OpenAI's dialect write to their caches for nothing, most of them.
        if (!dialect.equals("anthropic")) {
            return;
        }
        if (!TokenWords.has(tokens, TokenKind.INPUT_CACHE_WRITE)) {
            warnMissing("cache_write", "written to a cache", entry, tokens.findings());
        } else if (!TokenWords.has(tokens, TokenKind.INPUT_CACHE_WRITE_1H)) {
            tokens.findings()
                    .warn(
                            entry.keyNode(),
                            "'cache_write_1h' is missing, so input that is written to a cache for an hour costs as much as"
                                    + " for five minutes; write its price, or the price of cache_write");
        }
    }

    /** Who charges more for the input of large requests charges more for each kind of it. */
    static void keptPrices(
            Section.Entry tier, Map<TokenKind, BigDecimal> said, Map<TokenKind, BigDecimal> below, Findings findings) {
        BigDecimal input = said.get(TokenKind.INPUT);
        BigDecimal before = below.get(TokenKind.INPUT);
        if (input == null || before == null || input.compareTo(before) <= 0) {
            return;
        }
        String kept = below.keySet().stream()
                .filter(kind -> !said.containsKey(kind))
                .filter(kind -> kind.isInput() || kind == TokenKind.OUTPUT)
                .map(kind -> quoted(kind.name().toLowerCase(Locale.ROOT)))
                .collect(Collectors.joining(", "));
        if (!kept.isEmpty()) {
            findings.warn(
                    tier.keyNode(),
                    quoted(tier.key()) + " makes input dearer and leaves " + kept
                            + " at the price of smaller requests; write the price of each, be it the same");
        }
    }

    /** Sound costs several times what words cost, and is most of what such models are for. */
    static void soundPrices(Model model, Section.Entry entry, Section tokens) {
        if (isCalled(HEARS, model) && !TokenWords.has(tokens, TokenKind.INPUT_AUDIO)) {
            warnMissing("audio_input", "sound", entry, tokens.findings());
        }
        if (isCalled(SPEAKS, model) && !TokenWords.has(tokens, TokenKind.OUTPUT_AUDIO)) {
            tokens.findings()
                    .warn(
                            entry.keyNode(),
                            "'audio_output' is missing, so sound that the model makes costs as much as words; write its"
                                    + " price, or the price of output");
        }
    }

    private static boolean isCalled(Pattern pattern, Model model) {
        return Stream.concat(Stream.of(model.name()), model.aliases().stream())
                .anyMatch(name -> pattern.matcher(name).find());
    }

    private static void warnMissing(String word, String what, Section.Entry entry, Findings findings) {
        findings.warn(
                entry.keyNode(),
                quoted(word) + " is missing, so input that is " + what
                        + " costs as much as other input; write its price, or the price of input");
    }
}

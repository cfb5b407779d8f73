package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import dev.tollgate.pricing.Rates;
import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.TokenPrice;
import dev.tollgate.pricing.TokenPrice.Band;
import dev.tollgate.pricing.yaml.shape.ModelShape;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@code bands} of a model: prices that change with the number of tokens, each token at the price of its band. A
 * band says only what changes, as a tier does.
 */
final class BandPrices {

    static final String BANDS = "bands";

    private static final String UP_TO = "up_to";

    private BandPrices() {}

    /** Empty if there is a mistake that leaves no price. */
    static Optional<TokenPrice> read(Section model, boolean confirmed) {
        Section.Entry bands = model.entry(BANDS).orElseThrow();
        Findings findings = model.findings();
        int before = findings.count();
        List<Section.Entry> items = model.mappings(BANDS);
        List<Band> read = new ArrayList<>();
        Map<TokenKind, BigDecimal> given = new EnumMap<>(TokenKind.class);
        for (int i = 0; i < items.size(); i++) {
            Section band = model.section(items.get(i));
            given.putAll(TokenWords.prices(band, !confirmed, ModelShape.Band.class));
            if (i == 0) {
                TokenWords.requireInputAndOutput(band);
            }
            Optional<Long> upTo = upTo(band, i == items.size() - 1);
            if (given.containsKey(TokenKind.INPUT) && upTo.isPresent()) {
                read.add(new Band(upTo.get(), new Rates(given)));
                PriceChecks.cached(items.get(i), read.get(read.size() - 1).rates(), findings);
            }
        }
        if (items.isEmpty() && findings.count() == before) {
            findings.add(bands.keyNode(), quoted(BANDS) + " has no band; write [ { input: 2, output: 8 } ]");
        }
        return findings.count() > before ? Optional.empty() : graduated(read, bands, findings);
    }

    private static Optional<Long> upTo(Section band, boolean last) {
        if (last) {
            band.entry(UP_TO).ifPresent(entry -> band.findings()
                    .add(entry.keyNode(), "the last band takes all further tokens; remove 'up_to' here"));
            return Optional.of(Long.MAX_VALUE);
        }
        band.require(UP_TO, "up_to: 100K; only the last band goes without");
        return band.parsed(UP_TO, Notation::positive);
    }

    private static Optional<TokenPrice> graduated(List<Band> bands, Section.Entry entry, Findings findings) {
        try {
            return Optional.of(new TokenPrice.Graduated(bands));
        } catch (IllegalArgumentException wrong) {
            findings.add(
                    entry.keyNode(),
                    quoted(BANDS) + ": " + wrong.getMessage() + "; write them in this order, or tokens");
            return Optional.empty();
        }
    }
}

package dev.tollgate.ledger.usage;

import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Currency;
import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.Usage;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The part of a usage record that has no column of its own, in the shape that is stored. It is a type apart because rows are
 * kept for years: what the records of this program look like may change, what is in the database may not.
 */
record UsageDetail(
        Counts used,
        List<More> additional,
        Optional<BigDecimal> usd,
        List<Line> lines,
        List<UsageRecord.Attempt> attempts,
        Map<String, String> tags,
        @Nullable String upstreamRequestId,
        Optional<BigDecimal> costUsd) {

    private static final Map<String, TokenKind> KINDS =
            Arrays.stream(TokenKind.values()).collect(Collectors.toMap(TokenKind::jsonName, Function.identity()));

    /** Counts by the names that the API uses. */
    record Counts(
            Map<String, Long> tokens, Map<String, Long> tools, Map<String, Long> units, Optional<String> serviceTier) {

        static Counts of(Usage usage) {
            Map<String, Long> tokens = new TreeMap<>();
            usage.tokens().forEach((kind, count) -> tokens.put(kind.jsonName(), count));
            return new Counts(tokens, usage.tools(), usage.units(), usage.serviceTier());
        }

        Usage usage() {
            Usage.Builder usage = Usage.builder().serviceTier(serviceTier);
            tokens.forEach((kind, count) -> usage.tokens(known(kind), count));
            tools.forEach(usage::tool);
            units.forEach(usage::unit);
            return usage.build();
        }

        private static TokenKind known(String kind) {
            TokenKind known = KINDS.get(kind);
            if (known == null) {
                throw new IllegalArgumentException("a kind of tokens that this version does not know: " + kind);
            }
            return known;
        }
    }

    record More(String type, String model, Counts used) {}

    /** @param currency absent in rows that were written when all prices were in US dollars */
    record Line(
            String kind,
            String model,
            long quantity,
            BigDecimal unitPrice,
            long per,
            @Nullable Currency currency,
            BigDecimal credits) {

        static List<Line> of(Charge charge) {
            return charge.lines().stream()
                    .map(line -> new Line(
                            line.kind(),
                            line.model(),
                            line.quantity(),
                            line.unitPrice(),
                            line.per(),
                            line.currency(),
                            line.credits()))
                    .toList();
        }

        private Charge.Line charged() {
            return new Charge.Line(
                    kind, model, quantity, unitPrice, per, currency == null ? Currency.USD : currency, credits);
        }
    }

    static UsageDetail of(UsageRecord record) {
        return new UsageDetail(
                Counts.of(record.usage()),
                record.additional().stream()
                        .map(more -> new More(more.type(), more.model(), Counts.of(more.usage())))
                        .toList(),
                record.charge().usd(),
                Line.of(record.charge()),
                record.attempts(),
                record.tags(),
                record.upstreamRequestId(),
                Optional.ofNullable(record.costUsd()));
    }

    List<Charge.Line> charged() {
        return lines.stream().map(Line::charged).toList();
    }

    List<UsageRecord.Additional> more() {
        return additional.stream()
                .map(more -> new UsageRecord.Additional(
                        more.type(), more.model(), more.used().usage()))
                .toList();
    }
}

package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/**
 * What a usage costs: the credits to debit, rounded up once to a nano-credit, and the exact lines they come from.
 *
 * @param credits the amount to debit
 * @param usd the same amount in US dollars, exact; empty if a credit has no worth in money
 * @param priceVersion the version of the price book that the rates come from
 * @param lines one line per thing charged; their credits, before the one rounding, add up to {@code credits}
 */
public record Charge(Credits credits, Optional<BigDecimal> usd, String priceVersion, List<Line> lines) {

    public Charge {
        lines = List.copyOf(lines);
    }

    /** A charge by a book whose credits are money. */
    public Charge(Credits credits, BigDecimal usd, String priceVersion, List<Line> lines) {
        this(credits, Optional.of(usd), priceVersion, lines);
    }

    /** The charge of a call that used nothing. */
    public static Charge none(String priceVersion) {
        return new Charge(Credits.ZERO, BigDecimal.ZERO, priceVersion, List.of());
    }

    /**
     * One priced kind of usage: {@code quantity / per * unitPrice} is its price, markup included.
     *
     * @param kind the usage kind ({@code input}, {@code outputReasoning}, {@code webSearch}, {@code second}, …)
     * @param model the model or service whose rate it is
     * @param unitPrice for {@code per} units, markup included
     * @param currency what {@code unitPrice} is in
     * @param credits the line's exact price in credits, not rounded
     */
    public record Line(
            String kind,
            String model,
            long quantity,
            BigDecimal unitPrice,
            long per,
            Currency currency,
            BigDecimal credits) {

        /** A line whose price is in US dollars. */
        public Line(String kind, String model, long quantity, BigDecimal unitPrice, long per, BigDecimal credits) {
            this(kind, model, quantity, unitPrice, per, Currency.USD, credits);
        }
    }

    /** The charge of so many such calls. */
    public Charge times(int calls) {
        List<Line> all = lines.stream()
                .map(line -> new Line(
                        line.kind(),
                        line.model(),
                        Math.multiplyExact(line.quantity(), calls),
                        line.unitPrice(),
                        line.per(),
                        line.currency(),
                        line.credits().multiply(BigDecimal.valueOf(calls))))
                .toList();
        return new Charge(
                Credits.ofNanos(Math.multiplyExact(credits.nanos(), calls)),
                usd.map(each -> each.multiply(BigDecimal.valueOf(calls))),
                priceVersion,
                all);
    }
}

package dev.tollgate.pricing.yaml;

import static dev.tollgate.pricing.yaml.Findings.quoted;

import dev.tollgate.pricing.Currency;
import dev.tollgate.pricing.Measure;
import dev.tollgate.pricing.Price;
import dev.tollgate.pricing.Quantity;
import dev.tollgate.pricing.Service;
import dev.tollgate.pricing.ServiceRoute;
import dev.tollgate.pricing.yaml.shape.ServiceShape;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Reads one entry of {@code services}. */
final class ServiceReader {

    private static final String CREDITS = "credits";
    private static final String COST = "cost";

    private static final Map<String, Measure> IN_DOLLARS = inDollars();

    private final Section section;
    private final SellingTerms terms;
    private final Optional<BigDecimal> markup;
    private final boolean confirmed;

    private ServiceReader(Section section, SellingTerms terms) {
        this.section = section;
        this.terms = terms;
        this.markup = section.parsed("markup", Notation::percent);
        this.confirmed = section.flag("confirmed", false);
    }

    private static Map<String, Measure> inDollars() {
        Map<String, Measure> measures = new LinkedHashMap<>();
        measures.put("unit", Measure.UNIT);
        measures.put("minute", Measure.MINUTE);
        measures.put("second", Measure.SECOND);
        measures.put("characters", Measure.CHARACTER);
        return measures;
    }

    /** Empty if there is no usable price; then a problem says so. */
    static Optional<Service> read(Section.Entry entry, Section section, SellingTerms terms) {
        Names.check(entry, section.findings());
        section.allow(ServiceShape.class);
        ServiceReader reader = new ServiceReader(section, terms);
        Optional<Quantity> usage = UsageNotation.read(section);
        Optional<Measure> measure = reader.measure();
        if (measure.isEmpty()) {
            return Optional.empty();
        }
        CountingNotation notation = new CountingNotation(section, measure.get());
        Service.Counting counting = notation.read(usage.orElseGet(Quantity.Count::new));
        Optional<ServiceRoute> route = new ServiceRouteReader(section, notation, terms).read(counting);
        return reader.price(counting.measure())
                .map(price -> new Service(entry.key(), price, counting, reader.markup, reader.cost(price), route));
    }

    /** What the price is for; a price in credits is for one, or for the time that {@code round_up} names. */
    private Optional<Measure> measure() {
        List<String> dollars =
                section.keys().stream().filter(IN_DOLLARS::containsKey).toList();
        if (section.has(CREDITS)) {
            List<String> beside = Stream.concat(
                            dollars.stream(), Stream.of("markup").filter(section::has))
                    .map(Findings::quoted)
                    .toList();
            if (!beside.isEmpty()) {
                section.findings()
                        .add(
                                section.node(),
                                "a price in 'credits' is final and stands alone; remove " + String.join(" and ", beside)
                                        + ", or 'credits'");
            }
            return Optional.of(CountingNotation.measureOfCredits(section));
        }
        if (dollars.isEmpty()) {
            section.require("unit", "unit: 0.05 for five cents each, or credits: 2 for two credits each");
            return Optional.empty();
        }
        dollars.stream().skip(1).forEach(other -> section.findings()
                .add(
                        section.entry(other).orElseThrow().keyNode(),
                        quoted(other) + " and " + quoted(dollars.get(0))
                                + " both price this service; keep one of them"));
        return Optional.ofNullable(IN_DOLLARS.get(dollars.get(0)));
    }

    private Optional<Price> price(Measure measure) {
        if (section.has(CREDITS)) {
            terms.dollarsHaveWorth(section, List.of(COST));
            return section.parsed(CREDITS, Notation::aboveZero)
                    .map(amount -> new Price(amount, measure.per(), Currency.CREDITS));
        }
        String key = section.keys().stream()
                .filter(IN_DOLLARS::containsKey)
                .findFirst()
                .orElseThrow();
        if (!terms.dollarsHaveWorth(section, List.of(key, COST))) {
            return Optional.empty();
        }
        Optional<BigDecimal> amount = section.parsed(key, Notation::aboveZero);
        if (measure == Measure.CHARACTER && !confirmed) {
            Section.Entry entry = section.entry(key).orElseThrow();
            amount.ifPresent(price -> PriceChecks.magnitude(entry, price, "characters", section.findings()));
        }
        return amount.map(price -> new Price(price, measure.per(), Currency.USD));
    }

    /** Tells if the service is sold for less. */
    private Optional<Price> cost(Price price) {
        Optional<BigDecimal> cost = section.decimal(COST);
        if (cost.isEmpty() || terms.credit().worth().isEmpty()) {
            return Optional.empty();
        }
        BigDecimal sold = price.currency() == Currency.CREDITS
                ? price.amount().multiply(terms.credit().worth().get())
                : price.amount().multiply(BigDecimal.ONE.add(terms.lowest(markup)));
        if (sold.compareTo(cost.get()) < 0 && !confirmed) {
            section.findings()
                    .add(
                            section.entry(COST).orElseThrow().keyNode(),
                            "this costs $" + cost.get().toPlainString() + " and is sold for $"
                                    + sold.stripTrailingZeros().toPlainString()
                                    + "; write a higher price or markup, or confirmed: true");
        }
        return cost.map(amount -> new Price(amount, price.per(), Currency.USD));
    }
}

package dev.tollgate.pricing.compare;

import dev.tollgate.pricing.CallPrice;
import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Measure;
import dev.tollgate.pricing.Model;
import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.Service;
import dev.tollgate.pricing.Tariff;
import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.UnpricedUsageException;
import dev.tollgate.pricing.Usage;
import dev.tollgate.pricing.UsageBounds;
import java.math.BigDecimal;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Why a call costs what it costs.
 *
 * @param name of the model or service, as it was asked for
 * @param entry of the book that prices it: its own, that of an alias, or a wildcard
 * @param provider who answers it; empty for a service
 * @param plan under which it is priced
 * @param allowed whether the plan may call it
 * @param charge what is debited, line by line
 * @param hold what is set aside before; absent for a service
 * @param cost what the platform itself pays, in US dollars; absent where the book does not know it
 */
public record Explanation(
        String name,
        String entry,
        String provider,
        String plan,
        boolean allowed,
        Charge charge,
        Optional<Hold> hold,
        Optional<BigDecimal> cost) {

    /**
     * The most that a call of this size could have cost.
     *
     * @param outputBound the most output tokens that the request lets the model write
     * @param fallback the name of the fallback that it would cost that with; absent: none would be dearer
     */
    public record Hold(long outputBound, Charge charge, Optional<String> fallback) {}

    /**
     * Explains a call of a model, or so many pieces ({@code unit}) of a service.
     *
     * @param outputBound what the request says; absent: what is written into requests that say nothing
     * @throws IllegalArgumentException with a sentence, if the book does not sell it
     * @throws ArithmeticException if it costs more than an amount of credits can hold
     */
    public static Explanation of(PriceBook book, String name, Plan plan, Usage usage, OptionalLong outputBound) {
        Optional<Model> model = book.model(name);
        if (model.isPresent()) {
            return model(book, name, model.get(), plan, usage, outputBound);
        }
        Service service = book.service(name).orElseThrow(() -> notSold(book, name));
        BigDecimal quantity = quantity(name, service, usage);
        return new Explanation(
                name,
                name,
                "",
                plan.name(),
                true,
                book.price(service, plan, quantity),
                Optional.empty(),
                book.cost(service, quantity).flatMap(Charge::usd));
    }

    /** Pieces are in the service's own measure; what is counted may be said instead: seconds of a minute's price. */
    private static BigDecimal quantity(String name, Service service, Usage usage) {
        Measure measure = service.counting().measure();
        Map<String, Long> units = usage.units();
        if (units.size() == 1 && usage.tokens().isEmpty() && usage.tools().isEmpty()) {
            if (units.containsKey(measure.counted()) && !measure.equals(Measure.UNIT)) {
                return measure.of(units.get(measure.counted()));
            }
            if (units.containsKey(UsageNotation.PIECES)) {
                return BigDecimal.valueOf(units.get(UsageNotation.PIECES));
            }
        }
        throw new IllegalArgumentException("'" + name + "' is a service; its usage is a number of pieces, unit=3");
    }

    private static Explanation model(
            PriceBook book, String name, Model model, Plan plan, Usage usage, OptionalLong outputBound) {
        Tariff tariff = book.tariff(model, plan);
        usage.tools().keySet().stream()
                .filter(tool -> !tariff.prices(tool))
                .findFirst()
                .ifPresent(tool -> {
                    throw new IllegalArgumentException("a call of '" + name + "' that offers the tool '" + tool
                            + "' is refused: the tool has no price; write one under 'request' of the model");
                });
        return new Explanation(
                name,
                model.name(),
                model.provider(),
                plan.name(),
                book.allows(plan, name),
                tariff.price(usage),
                Optional.of(hold(book, model, plan, usage, outputBound)),
                CallPrice.cost(book, model, List.of(new CallPrice.Work(model, usage))));
    }

    /** Of the model and of the fallbacks that the plan may call, the dearest. */
    private static Hold hold(PriceBook book, Model model, Plan plan, Usage usage, OptionalLong outputBound) {
        Hold dearest = hold(book.tariff(model, plan), Optional.empty(), usage, outputBound);
        for (String name : model.fallbacks()) {
            Hold other = book.model(name)
                    .filter(fallback -> book.allows(plan, name))
                    .flatMap(fallback -> holdAt(book.tariff(fallback, plan), name, usage, outputBound))
                    .orElse(dearest);
            dearest = other.charge().credits().compareTo(dearest.charge().credits()) > 0 ? other : dearest;
        }
        return dearest;
    }

    /** Empty for a fallback that has no price for the call, and so is never asked. */
    private static Optional<Hold> holdAt(Tariff tariff, String name, Usage usage, OptionalLong outputBound) {
        if (!usage.tools().keySet().stream().allMatch(tariff::prices)) {
            return Optional.empty();
        }
        try {
            return Optional.of(hold(tariff, Optional.of(name), usage, outputBound));
        } catch (UnpricedUsageException never) {
            return Optional.empty();
        }
    }

    private static Hold hold(Tariff tariff, Optional<String> fallback, Usage usage, OptionalLong outputBound) {
        long bound = outputBound.orElse(
                usage.outputTokens() == 0 ? 0 : tariff.model().defaultOutput());
        return new Hold(bound, tariff.price(worst(tariff, usage, bound)), fallback);
    }

    /** As the gate does, which does not know yet what of the input will come from a cache. */
    private static Usage worst(Tariff tariff, Usage usage, long outputBound) {
        EnumSet<TokenKind> input = EnumSet.of(TokenKind.INPUT);
        EnumSet<TokenKind> output = EnumSet.of(TokenKind.OUTPUT);
        usage.tokens().keySet().forEach(kind -> (kind.isInput() ? input : output).add(kind));
        return tariff.dearest(UsageBounds.of(input, usage.inputTokens(), output, outputBound, usage.tools())
                .withUnits(usage.units())
                .withServiceTier(usage.serviceTier()));
    }

    private static IllegalArgumentException notSold(PriceBook book, String name) {
        String near = String.join(", ", book.near(name));
        return new IllegalArgumentException("'" + name + "' has no price, so calls of it are refused; "
                + (near.isEmpty() ? "add it to 'models' or 'services'" : "did you mean " + near + "?"));
    }

    /** What is left of the charge behind the cost, in US dollars; below zero: a loss. */
    public Optional<BigDecimal> profit() {
        return cost.flatMap(paid -> charge.usd().map(usd -> usd.subtract(paid)));
    }

    /** The same in percent of the charge, to a tenth; absent where nothing is charged. */
    public Optional<BigDecimal> margin() {
        return profit().flatMap(left -> charge.usd().flatMap(usd -> Margin.percent(left, usd)));
    }
}

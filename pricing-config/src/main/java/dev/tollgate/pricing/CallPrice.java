package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a call costs in which several models had a part: the work of all is added up exactly, and rounded up once. A tool
 * for which the working model has no fee costs what the call was quoted with, since it was offered at that.
 */
public final class CallPrice {

    /** @param model that did it, whatever was asked for */
    public record Work(Model model, Usage usage) {}

    private CallPrice() {}

    /**
     * What is charged.
     *
     * @param quoted the rates that the call was quoted with
     * @param works the call's own first; what other models did within it pays no fee per request
     * @param tariffs rates of the same book
     * @throws ArithmeticException if that is more than an amount of credits can hold
     * @throws UnpricedUsageException if a model did something that it has no price for
     * @throws IllegalArgumentException if a tariff is of another book
     */
    public static Charge of(Tariff quoted, List<Work> works, Function<Model, Tariff> tariffs) {
        ChargeSum sum = quoted.emptySum();
        for (int i = 0; i < works.size(); i++) {
            Work work = works.get(i);
            Tariff tariff = tariffs.apply(work.model());
            if (!tariff.priceVersion().equals(quoted.priceVersion())) {
                throw new IllegalArgumentException("a call is charged by the book it was quoted with");
            }
            long requests = i == 0 ? Tariff.requests(work.usage()) : tariff.requestsWithin();
            tariff.addTo(sum, work.usage(), requests, quoted);
        }
        return sum.charge();
    }

    /**
     * What the platform itself pays for it, in US dollars; empty if the book does not know.
     *
     * @param asked the model that was asked for
     * @throws ArithmeticException as {@link #of}
     * @throws UnpricedUsageException as {@link #of}
     */
    public static Optional<BigDecimal> cost(PriceBook book, Model asked, List<Work> works) {
        boolean known = works.stream().allMatch(work -> book.knowsCost(work.model()));
        return known ? of(book.cost(asked), works, book::cost).usd() : Optional.empty();
    }
}

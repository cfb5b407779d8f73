package dev.tollgate.pricing.compare;

import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Measure;
import dev.tollgate.pricing.Model;
import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.Service;
import dev.tollgate.pricing.Tariff;
import dev.tollgate.pricing.UnpricedUsageException;
import dev.tollgate.pricing.Usage;
import dev.tollgate.pricing.compare.SimulationResult.Reason;
import java.math.BigDecimal;
import java.util.Optional;

/** Prices past calls by a book, as the gate would have. */
final class Repricing {

    private final PriceBook book;

    Repricing(PriceBook book) {
        this.book = book;
    }

    /** An account on a plan that the book does not have is on its first one, as at the gate. */
    Repriced of(PastCall call) {
        Plan plan = book.plan(call.plan()).orElseGet(book::firstPlan);
        try {
            return call.isSpend() ? spend(call, plan) : metered(call, plan);
        } catch (UnpricedUsageException otherwise) {
            return new Repriced.Refusal(Reason.NO_PRICE);
        } catch (ArithmeticException tooLarge) {
            return new Repriced.Refusal(Reason.TOO_LARGE);
        }
    }

    private Repriced spend(PastCall call, Plan plan) {
        if (call.usage().units().isEmpty()) {
            // The app named the amount: no book changes it, and nobody knows what it cost.
            return new Repriced.Sale(call.charged(), book.usd(call.charged()), Optional.empty());
        }
        Optional<Service> service = book.service(call.model());
        if (service.isEmpty()) {
            return new Repriced.Refusal(Reason.NO_PRICE);
        }
        Measure measure = service.get().counting().measure();
        Long counted = call.usage().units().get(measure.counted());
        if (counted == null) {
            return new Repriced.Refusal(Reason.COUNTED_OTHERWISE);
        }
        BigDecimal quantity = measure.of(counted);
        Charge charge = book.price(service.get(), plan, quantity);
        Optional<BigDecimal> cost = book.cost(service.get(), quantity).flatMap(Charge::usd);
        return new Repriced.Sale(charge.credits(), charge.usd(), cost);
    }

    private Repriced metered(PastCall call, Plan plan) {
        Optional<Model> asked = book.model(call.model());
        if (asked.isEmpty()) {
            return new Repriced.Refusal(Reason.NO_PRICE);
        }
        if (!book.allows(plan, call.model())) {
            return new Repriced.Refusal(Reason.NOT_IN_PLAN);
        }
        Model model = call.answered()
                .map(answered -> answering(call, asked.get(), answered))
                .orElseGet(asked::get);
        if (!pricesAllTools(book.tariff(asked.get(), plan), call.usage())) {
            return new Repriced.Refusal(Reason.TOOL_WITHOUT_PRICE);
        }
        Charge charge = book.tariff(model, plan).price(call.usage());
        Optional<BigDecimal> cost = ModelCost.of(book, model, call.usage());
        for (PastCall.More more : call.additional()) {
            Model other = answering(call, asked.get(), more.model());
            charge = charge.plus(book.tariff(other, plan).priceWithin(more.usage()));
            Optional<BigDecimal> each = ModelCost.within(book, other, more.usage());
            cost = cost.flatMap(sum -> each.map(sum::add));
        }
        return new Repriced.Sale(charge.credits(), charge.usd(), cost);
    }

    private static boolean pricesAllTools(Tariff tariff, Usage usage) {
        return usage.tools().keySet().stream().allMatch(tariff::prices);
    }

    private Model answering(PastCall call, Model asked, String answered) {
        return book.answering(call.model(), asked, answered);
    }
}

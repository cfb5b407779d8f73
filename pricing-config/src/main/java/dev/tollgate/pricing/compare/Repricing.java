package dev.tollgate.pricing.compare;

import dev.tollgate.pricing.CallPrice;
import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Model;
import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.Service;
import dev.tollgate.pricing.ServiceRate;
import dev.tollgate.pricing.Tariff;
import dev.tollgate.pricing.UnpricedUsageException;
import dev.tollgate.pricing.Usage;
import dev.tollgate.pricing.compare.SimulationResult.Reason;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Prices past calls by a book, as the gate would have. */
final class Repricing {

    /** The provider's bill went to the caller. */
    private static final Optional<BigDecimal> NO_BILL = Optional.of(BigDecimal.ZERO);

    private final PriceBook book;

    Repricing(PriceBook book) {
        this.book = book;
    }

    /** An account on a plan that the book does not have is on its first one, as at the gate. */
    Repriced of(PastCall call) {
        Plan plan = book.plan(call.plan()).orElseGet(book::firstPlan);
        try {
            if (call.isSpend() && call.usage().units().isEmpty()) {
                // The app named the amount: no book changes it, and nobody knows what it cost.
                return new Repriced.Sale(call.charged(), book.usd(call.charged()), Optional.empty());
            }
            return call.isSpend() || call.isService() ? service(call, plan) : metered(call, plan);
        } catch (UnpricedUsageException otherwise) {
            return new Repriced.Refusal(Reason.NO_PRICE);
        } catch (ArithmeticException tooLarge) {
            return new Repriced.Refusal(Reason.TOO_LARGE);
        }
    }

    private Repriced service(PastCall call, Plan plan) {
        Optional<Service> service = book.service(call.model());
        if (service.isEmpty()) {
            return new Repriced.Refusal(Reason.NO_PRICE);
        }
        Service.Counting counting = service.get().counting();
        Long counted = call.usage().units().get(counting.measure().counted());
        if (counted == null && !call.usage().units().isEmpty()) {
            return new Repriced.Refusal(Reason.COUNTED_OTHERWISE);
        }
        Usage usage = counting.usage(BigDecimal.valueOf(counted == null ? 0 : counted));
        ServiceRate rate = book.rate(service.get(), plan, call.ownKey());
        Charge charge = rate.tariff().price(usage);
        return new Repriced.Sale(charge.credits(), charge.usd(), rate.costUsd(usage));
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
        List<CallPrice.Work> works = new ArrayList<>();
        works.add(new CallPrice.Work(model, call.usage()));
        for (PastCall.More more : call.additional()) {
            works.add(new CallPrice.Work(answering(call, asked.get(), more.model()), more.usage()));
        }
        Charge charge = CallPrice.of(tariff(call, asked.get(), plan), works, each -> tariff(call, each, plan));
        Optional<BigDecimal> cost = call.ownKey() ? NO_BILL : CallPrice.cost(book, asked.get(), works);
        return new Repriced.Sale(charge.credits(), charge.usd(), cost);
    }

    private Tariff tariff(PastCall call, Model model, Plan plan) {
        return call.ownKey() ? book.ownKeyTariff(model, plan) : book.tariff(model, plan);
    }

    private static boolean pricesAllTools(Tariff tariff, Usage usage) {
        return usage.tools().keySet().stream().allMatch(tariff::prices);
    }

    private Model answering(PastCall call, Model asked, String answered) {
        return book.answering(call.model(), asked, answered);
    }
}

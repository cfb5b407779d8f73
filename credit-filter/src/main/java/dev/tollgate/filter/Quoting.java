package dev.tollgate.filter;

import dev.tollgate.filter.denial.Decision;
import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.denial.DenialCode;
import dev.tollgate.filter.denial.ModelDenial;
import dev.tollgate.filter.denial.MoneyDenial;
import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.MalformedRequest;
import dev.tollgate.filter.dialect.ServiceCall;
import dev.tollgate.filter.identity.Caller;
import dev.tollgate.filter.identity.ProviderKey;
import dev.tollgate.filter.limit.Permit;
import dev.tollgate.ledger.Balance;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.Model;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.Provider;
import dev.tollgate.pricing.Tariff;
import dev.tollgate.pricing.UnpricedUsageException;
import dev.tollgate.pricing.Usage;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * From a request's bytes to the most it can cost: reads the intent, finds the tariff and prices the worst case. Needs no
 * database and no waiting.
 */
final class Quoting {

    /** Tiers of service that are known to cost more than the standard one. */
    private static final Set<String> DEARER = Set.of("priority");

    private Quoting() {}

    /** What it asks for, without what it may be made of instead. */
    static Decision<Ticket> quote(Call call) {
        return intent(call).then(intent -> quote(call, intent));
    }

    /** The same of a request that was read. */
    static Decision<Ticket> quote(Call call, Intent intent) {
        return intent.service().isPresent()
                ? service(call, intent, intent.service().get())
                : model(intent, call.caller()).then(model -> ticket(call, intent, model));
    }

    /** With what it may be made of instead, unless that can cost more than the caller wants. */
    static Decision<Ticket> withFallbacks(Ticket asked) {
        return capped(Fallbacks.join(asked));
    }

    private static Decision<Ticket> service(Call call, Intent intent, ServiceCall asked) {
        Optional<Denial> refusal = ServiceDoor.refusal(call.caller(), asked);
        if (refusal.isPresent()) {
            return Decision.deny(refusal.get());
        }
        PriceBook book = call.caller().prices().book();
        Provider provider = Objects.requireNonNull(
                book.providers().get(asked.service().route().orElseThrow().provider()));
        return ProviderKey.of(call.caller(), call.sentKeys(), provider)
                .then(key -> ServiceDoor.refusal(key, provider, asked)
                        .<Decision<Ticket>>map(Decision::deny)
                        .orElseGet(() -> ticket(
                                call,
                                intent,
                                book.rate(asked.service(), call.caller().plan(), key.own())
                                        .tariff(),
                                provider,
                                key)));
    }

    static Decision<Intent> intent(Call call) {
        try {
            return Decision.pass(
                    call.dialect().intent(call.operation(), call.body(), name -> trueName(name, call.caller())));
        } catch (MalformedRequest malformed) {
            return Decision.deny(
                    new Denial.Invalid(DenialCode.INVALID_REQUEST, Objects.requireNonNull(malformed.getMessage())));
        }
    }

    private static String trueName(String asked, Caller caller) {
        return caller.prices()
                .book()
                .model(asked)
                .filter(model -> !model.isWildcard())
                .map(Model::name)
                .orElse(asked);
    }

    private static Decision<Model> model(Intent intent, Caller caller) {
        PriceBook book = caller.prices().book();
        Optional<Model> found = book.model(intent.model());
        if (found.isEmpty()) {
            return Decision.deny(new ModelDenial.NotPriced(intent.model(), book.near(intent.model())));
        }
        Model model = found.get();
        String spoken = providerOf(model, book).dialect();
        if (!spoken.equals(intent.operation().dialect())) {
            return Decision.deny(new Denial.Invalid(
                    DenialCode.MODEL_OF_OTHER_DIALECT,
                    "The model '" + intent.model() + "' speaks the " + spoken + " dialect and cannot be called at "
                            + intent.operation().path() + "."));
        }
        if (!book.allows(caller.plan(), intent.model())) {
            return Decision.deny(
                    new ModelDenial.NotInPlan(intent.model(), caller.plan().name()));
        }
        if (!caller.keyAllows(intent.model())) {
            return Decision.deny(new ModelDenial.NotInScope(intent.model()));
        }
        return Decision.pass(model);
    }

    private static Decision<Ticket> ticket(Call call, Intent intent, Model model) {
        Provider provider = providerOf(model, call.caller().prices().book());
        return ProviderKey.of(call.caller(), call.sentKeys(), provider)
                .then(key -> ticket(call, intent, model, provider, key));
    }

    private static Decision<Ticket> ticket(Call call, Intent intent, Model model, Provider provider, ProviderKey key) {
        return ticket(
                call, intent, Ticket.tariffOf(call.caller().prices().book(), model, call.caller(), key), provider, key);
    }

    private static Decision<Ticket> ticket(
            Call call, Intent intent, Tariff tariff, Provider provider, ProviderKey key) {
        PriceBook book = call.caller().prices().book();
        Map<String, Long> tools = call.dialect().toolBounds(intent, provider.usage());
        Optional<Denial> unpriced = unpriced(intent, tools.keySet(), tariff);
        if (unpriced.isPresent()) {
            return Decision.deny(unpriced.get());
        }
        try {
            Quote quote = new WorstCase(intent, tools, provider, tariff).quote();
            Usage worst = quote.worstUsage();
            long worstTokens = Math.addExact(worst.inputTokens(), worst.outputTokens());
            return Decision.pass(new Ticket(
                    call,
                    Permit.UNLIMITED,
                    intent,
                    book,
                    tariff,
                    provider,
                    quote,
                    worstTokens,
                    key,
                    Balance.Funds.NONE,
                    Fallbacks.none(intent.model(), quote.worstCase())));
        } catch (UnpricedUsageException otherwise) {
            return Decision.deny(new Denial.Invalid(
                    DenialCode.MODEL_NOT_PRICED,
                    otherwise.getMessage() + " It cannot be called at "
                            + intent.operation().path() + "."));
        } catch (ArithmeticException tooLarge) {
            return Decision.deny(new MoneyDenial.TooExpensive(
                    "This call could cost more than any balance can hold. Lower its output limit or its number of"
                            + " answers."));
        }
    }

    /** Not dearer than the caller wants it. */
    private static Decision<Ticket> capped(Ticket ticket) {
        Credits needed = ticket.hold().credits();
        return ticket.call()
                .wishes()
                .maxCost()
                .filter(most -> needed.compareTo(most) > 0)
                .<Decision<Ticket>>map(most -> Decision.deny(new MoneyDenial.OverMaxCost(
                        needed,
                        most,
                        Fallbacks.fits(ticket, most),
                        ticket.book().shownAsUsd())))
                .orElseGet(() -> Decision.pass(ticket));
    }

    private static Optional<Denial> unpriced(Intent intent, Set<String> tools, Tariff tariff) {
        Optional<Denial> tool = tools.stream()
                .filter(name -> !tariff.prices(name))
                .findFirst()
                .map(name -> new Denial.Invalid(
                        DenialCode.TOOL_NOT_PRICED,
                        "The provider's tool '" + name + "' has no price here for the model '" + intent.model()
                                + "', so it cannot be offered. Leave it out, or ask the operator to price it."));
        return tool.or(() -> intent.serviceTier()
                .filter(tier -> DEARER.contains(tier) && !tariff.pricesServiceTier(tier))
                .map(tier -> new Denial.Invalid(
                        DenialCode.INVALID_REQUEST,
                        "The service tier \"" + tier + "\" has no price here. Leave 'service_tier' out, or send"
                                + " \"default\".")));
    }

    private static Provider providerOf(Model model, PriceBook book) {
        return Objects.requireNonNull(book.providers().get(model.provider()));
    }
}

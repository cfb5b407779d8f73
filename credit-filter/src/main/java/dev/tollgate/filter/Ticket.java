package dev.tollgate.filter;

import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.UsageReport;
import dev.tollgate.filter.identity.Caller;
import dev.tollgate.filter.identity.ProviderKey;
import dev.tollgate.filter.limit.Permit;
import dev.tollgate.ledger.Balance;
import dev.tollgate.ledger.usage.Basis;
import dev.tollgate.ledger.usage.Subject;
import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Model;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.Provider;
import dev.tollgate.pricing.Tariff;
import dev.tollgate.pricing.Usage;
import java.util.List;

/**
 * All that was decided about an admitted call, pinned: the one thing carried from admission to settlement.
 *
 * @param permit what it has taken from the rate limits
 * @param book the price book the call was quoted with; it is settled with the same
 * @param worstCase the size of the hold
 * @param worstTokens the most tokens that the call can use
 * @param worstUsage what costs the most that the call can cost
 * @param providerKey what to send, and who pays the provider
 * @param upstreamBody what to send to the provider
 * @param funds what the account had after the hold
 */
public record Ticket(
        Call call,
        Permit permit,
        Intent intent,
        PriceBook book,
        Tariff tariff,
        Provider provider,
        Charge worstCase,
        long worstTokens,
        Usage worstUsage,
        ProviderKey providerKey,
        byte[] upstreamBody,
        Balance.Funds funds) {

    Subject subject() {
        return new Subject(
                provider.name(),
                call.operation().name(),
                intent.model(),
                providerKey.mode(),
                worstCase.priceVersion(),
                call.caller().keyId(),
                call.run() == null ? null : call.run().name());
    }

    /** The model by the provider's name for it. */
    public String upstreamModel() {
        return upstreamModel(intent, tariff.model(), provider);
    }

    static String upstreamModel(Intent intent, Model model, Provider provider) {
        return provider.connection().paths().deployment(model.isWildcard() ? intent.model() : model.name());
    }

    /** The rates of a model that worked for this call. */
    Tariff tariffOf(Model model) {
        return tariffOf(book, model, call.caller(), providerKey);
    }

    static Tariff tariffOf(PriceBook book, Model model, Caller caller, ProviderKey key) {
        return key.own() ? book.ownKeyTariff(model, caller.plan()) : book.tariff(model, caller.plan());
    }

    /** The report of work that was done and whose usage nobody will ever tell: it costs the hold. */
    public UsageReport worst() {
        return new UsageReport(Basis.ESTIMATED, worstUsage, List.of(), null, null);
    }

    Ticket with(Permit taken) {
        return new Ticket(
                call,
                taken,
                intent,
                book,
                tariff,
                provider,
                worstCase,
                worstTokens,
                worstUsage,
                providerKey,
                upstreamBody,
                funds);
    }

    Ticket with(Balance.Funds after) {
        return new Ticket(
                call,
                permit,
                intent,
                book,
                tariff,
                provider,
                worstCase,
                worstTokens,
                worstUsage,
                providerKey,
                upstreamBody,
                after);
    }

    /** Without the key and the body: a ticket may end up in a log line. */
    @Override
    public String toString() {
        return "Ticket[" + call.id() + " " + provider.name() + "/" + intent.model() + "]";
    }
}

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
import dev.tollgate.pricing.ServiceRate;
import dev.tollgate.pricing.Tariff;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * All that was decided about an admitted call, pinned: the one thing carried from admission to settlement.
 *
 * @param permit what it has taken from the rate limits
 * @param book the price book the call was quoted with; it is settled with the same
 * @param quote the most that the call can cost
 * @param worstTokens the most tokens that it can use as the caller asks for it, which is what limits on tokens count
 * @param providerKey what to send, and who pays the provider
 * @param funds what the account had after the hold
 * @param fallbacks what the call may be made of instead
 */
public record Ticket(
        Call call,
        Permit permit,
        Intent intent,
        PriceBook book,
        Tariff tariff,
        Provider provider,
        Quote quote,
        long worstTokens,
        ProviderKey providerKey,
        Balance.Funds funds,
        Fallbacks fallbacks) {

    /** The most that it can cost here. */
    public Charge worstCase() {
        return quote.worstCase();
    }

    /** The size of the hold: the most that it can cost, whichever of its fallbacks answers. */
    public Charge hold() {
        return fallbacks.dearest();
    }

    /** What else it may be made of, by their names in the order in which they are asked. */
    public List<String> fallbackModels() {
        return fallbacks.models();
    }

    /** The model by its name in the price book. */
    public String model() {
        return tariff.model().isWildcard() ? intent.model() : tariff.model().name();
    }

    /** What to send to the provider; written anew each time. */
    public byte[] upstreamBody() {
        return quote.upstreamBody();
    }

    /** The output bound that is sent in place of the caller's, which could not be paid; empty: the caller's is. */
    public OptionalLong loweredTo() {
        return quote.loweredTo();
    }

    public Subject subject() {
        return new Subject(
                provider.name(),
                call.operation().name(),
                fallbacks.asked(),
                providerKey.mode(),
                worstCase().priceVersion(),
                call.caller().keyId(),
                call.run() == null ? null : call.run().name());
    }

    /** The most that the call could have cost as the caller asked for it: a provider may not heed a lowered bound. */
    Charge asAsked() {
        return loweredTo().isEmpty() ? worstCase() : WorstCase.of(this).quote().worstCase();
    }

    /** The model by the provider's name for it. */
    public String upstreamModel() {
        return upstreamModel(intent, tariff.model(), provider);
    }

    static String upstreamModel(Intent intent, Model model, Provider provider) {
        return provider.connection().paths().deployment(model.isWildcard() ? intent.model() : model.name());
    }

    /** What the service costs that is called; empty if it is a model. */
    public Optional<ServiceRate> rate() {
        return intent.service()
                .map(each -> book.rate(each.service(), call.caller().plan(), providerKey.own()));
    }

    /** The rates of a model that worked for this call. */
    Tariff tariffOf(Model model) {
        return model.equals(tariff.model()) ? tariff : tariffOf(book, model, call.caller(), providerKey);
    }

    static Tariff tariffOf(PriceBook book, Model model, Caller caller, ProviderKey key) {
        return key.own() ? book.ownKeyTariff(model, caller.plan()) : book.tariff(model, caller.plan());
    }

    /** The report of work that was done and whose usage nobody will ever tell: it costs the hold. */
    public UsageReport worst() {
        return new UsageReport(Basis.ESTIMATED, quote.worstUsage(), List.of(), null, null);
    }

    Ticket with(Permit taken) {
        return new Ticket(
                call, taken, intent, book, tariff, provider, quote, worstTokens, providerKey, funds, fallbacks);
    }

    Ticket with(Quote lower) {
        return new Ticket(
                call, permit, intent, book, tariff, provider, lower, worstTokens, providerKey, funds, fallbacks);
    }

    Ticket with(Balance.Funds after) {
        return new Ticket(
                call, permit, intent, book, tariff, provider, quote, worstTokens, providerKey, after, fallbacks);
    }

    Ticket with(Fallbacks others) {
        return new Ticket(call, permit, intent, book, tariff, provider, quote, worstTokens, providerKey, funds, others);
    }

    Ticket withTokens(long most) {
        return new Ticket(call, permit, intent, book, tariff, provider, quote, most, providerKey, funds, fallbacks);
    }

    /** With all that the other one was admitted with. */
    Ticket inPlaceOf(Ticket asked) {
        return new Ticket(
                call,
                asked.permit,
                intent,
                book,
                tariff,
                provider,
                quote,
                asked.worstTokens,
                providerKey,
                asked.funds,
                asked.fallbacks);
    }

    /** Without the key and the body: a ticket may end up in a log line. */
    @Override
    public String toString() {
        return "Ticket[" + call.id() + " " + provider.name() + "/" + intent.model() + "]";
    }
}

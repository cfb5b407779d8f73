package dev.tollgate.pricing.compare;

import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.Usage;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A call that was paid for.
 *
 * @param account who paid, by its public id
 * @param plan the account's plan
 * @param operation {@code chat}, {@code messages}, …, {@value #SERVICE} for services, or {@value #SPEND} for what apps spend by
 *     themselves
 * @param ownKey whether the provider's bill went to the caller's own key, and only a fee was charged
 * @param model the model as the caller named it, or the fallback that was asked in its place; of a spend or a service's call,
 *     the service
 * @param answered the model that the provider says it used
 * @param usage what it used; of a spend, how many of what the service was counted in ({@code unit}, {@code second}, …), or nothing where the app named the amount itself
 * @param additional work of other models within the call
 * @param charged what was debited
 * @param usd the same in US dollars, as a credit was worth then; absent if it had no worth in money
 */
public record PastCall(
        Instant at,
        String account,
        String plan,
        String operation,
        boolean ownKey,
        String model,
        Optional<String> answered,
        Usage usage,
        List<More> additional,
        Credits charged,
        Optional<BigDecimal> usd) {

    public static final String SPEND = "spend";

    /** A call of a service that is no model. */
    public static final String SERVICE = "service";

    public PastCall {
        additional = List.copyOf(additional);
    }

    /** Work of another model, which pays no fee per request. */
    public record More(String model, Usage usage) {}

    /** The same call at another charge. */
    PastCall charged(Credits credits, Optional<BigDecimal> worth) {
        return new PastCall(at, account, plan, operation, ownKey, model, answered, usage, additional, credits, worth);
    }

    boolean isSpend() {
        return operation.equals(SPEND);
    }

    /** Whether it was forwarded to a service's provider. */
    boolean isService() {
        return operation.equals(SERVICE);
    }
}

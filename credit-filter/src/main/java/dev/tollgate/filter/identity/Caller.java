package dev.tollgate.filter.identity;

import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.key.KeyScope;
import dev.tollgate.ledger.usage.KeptObjects.Reach;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.Plan.Limits;
import java.util.List;

/**
 * Who pays for a call.
 *
 * @param keyId the gateway key that was shown
 * @param scope what the key may be used for
 * @param restricted whether the key may do less than its account: it has a scope, a budget or an end
 * @param keyLimits the key's own rate limits; {@link Limits#NONE}: those of every key
 * @param ownKeys its own provider keys, and whether it wants them used
 * @param plan what the account may do, by these prices
 * @param prices taken once, when the call came in
 * @param lowBalance below it the account is warned
 */
public record Caller(
        Account account,
        long keyId,
        KeyScope scope,
        boolean restricted,
        Limits keyLimits,
        OwnProviderKeys ownKeys,
        Plan plan,
        PriceSnapshot prices,
        Credits lowBalance) {

    /**
     * What it reaches of all that providers keep for its account: a restricted key what it has made itself, lest it reads by
     * an id what it may not ask for. A key that was rotated is the same one.
     */
    public Reach reach() {
        return new Reach(account.id(), restricted ? keyId : null);
    }

    /**
     * Whether the key may call a model by this name. What a name means counts, not the name: an alias is in the scope if its
     * model is.
     */
    public boolean keyAllows(String model) {
        List<String> models = scope.models();
        return models == null || prices.book().allows(models, model);
    }
}

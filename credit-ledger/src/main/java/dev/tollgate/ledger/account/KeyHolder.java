package dev.tollgate.ledger.account;

import dev.tollgate.ledger.key.KeyScope;
import dev.tollgate.ledger.ownkey.OwnKeys;
import dev.tollgate.pricing.Credits;
import org.jspecify.annotations.Nullable;

/**
 * Whom an API key speaks for.
 *
 * @param keyId the key's number, for limits per key; never shown
 * @param scope what it may be used for
 * @param ownKeys which provider keys of its own the account has, and whether they are to be used
 * @param restricted whether it may do less than its account: it has a scope, a budget or an end
 * @param managesKeys whether it may make and change keys: only one that is not restricted, by its latest secret, so that no
 *     key can make one with more rights than its own
 * @param lowBalance below it the account wants to be warned; null: as the price book says
 */
public record KeyHolder(
        long keyId,
        Account account,
        KeyScope scope,
        OwnKeys ownKeys,
        boolean restricted,
        boolean managesKeys,
        @Nullable Credits lowBalance) {}

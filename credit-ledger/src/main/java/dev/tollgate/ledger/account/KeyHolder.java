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
 * @param managesKeys whether it may make and change keys: only one that has no scope, no budget and no end, so that no key
 *     can make one with more rights than its own
 * @param lowBalance below it the account wants to be warned; null: as the price book says
 */
public record KeyHolder(
        long keyId,
        Account account,
        KeyScope scope,
        OwnKeys ownKeys,
        boolean managesKeys,
        @Nullable Credits lowBalance) {}

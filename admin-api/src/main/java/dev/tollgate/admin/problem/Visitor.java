package dev.tollgate.admin.problem;

import dev.tollgate.ledger.account.Account;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Somebody who shows an access token.
 *
 * @param admin may do what the admin key may
 * @param provenAt when this person last proved who it is; null if the token's issuer does not say
 */
public record Visitor(Account account, boolean admin, @Nullable Instant provenAt) {}

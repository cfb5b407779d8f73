package dev.tollgate.ledger;

import dev.tollgate.pricing.Credits;
import java.util.UUID;

/**
 * More to set aside for a call that runs.
 *
 * @param amount in all, with what is set aside already
 * @param model whose it must be possible to pay for with it
 */
public record RaiseRequest(UUID hold, long account, Credits amount, String model) {}

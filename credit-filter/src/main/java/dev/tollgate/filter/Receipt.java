package dev.tollgate.filter;

import dev.tollgate.ledger.Balance;
import dev.tollgate.ledger.usage.Basis;
import dev.tollgate.pricing.Charge;
import java.util.Optional;

/**
 * How a call was settled.
 *
 * @param charge what it costs
 * @param basis what the charge rests on
 * @param funds what the account has after it; empty if the ledger has not confirmed the settlement yet, in which case it
 *     is kept and tried again while the hold keeps the funds
 */
public record Receipt(Charge charge, Basis basis, Optional<Balance.Funds> funds) {}

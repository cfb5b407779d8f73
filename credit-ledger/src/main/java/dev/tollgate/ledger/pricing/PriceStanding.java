package dev.tollgate.ledger.pricing;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the log of prices says, all as of one moment.
 *
 * @param now the moment, by the database's clock
 * @param inForce empty if nothing counts yet
 * @param upcoming what is scheduled, soonest first
 */
public record PriceStanding(Instant now, Optional<Activation> inForce, List<Activation> upcoming) {}

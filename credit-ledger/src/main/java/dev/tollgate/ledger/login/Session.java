package dev.tollgate.ledger.login;

import java.time.Instant;
import java.util.UUID;

/**
 * One log-in on one device.
 *
 * @param openedAt when its person last proved who it is
 */
public record Session(UUID id, Person person, Instant openedAt) {}

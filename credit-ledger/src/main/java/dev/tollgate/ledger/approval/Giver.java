package dev.tollgate.ledger.approval;

/**
 * An administrator.
 *
 * @param person the account's public id of somebody who has logged in; empty for the admin key, which is one administrator,
 *     whoever has it
 * @param actor as the audit log names administrators
 */
public record Giver(String person, String actor) {}

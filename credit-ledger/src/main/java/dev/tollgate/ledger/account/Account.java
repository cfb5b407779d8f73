package dev.tollgate.ledger.account;

/**
 * Somebody who pays.
 *
 * @param id the ledger's number of it, never shown
 * @param publicId how the API names it: {@code acc_} and 20 letters or digits
 * @param plan the key of its plan in the price book
 */
public record Account(long id, String publicId, String email, String plan) {}

package dev.tollgate.ledger.login;

import dev.tollgate.ledger.account.Account;

/**
 * What a password is compared with.
 *
 * @param hash argon2id in PHC's notation; never shown
 */
public record StoredPassword(Person person, String hash) {

    public Account account() {
        return person.account();
    }

    @Override
    public String toString() {
        return "StoredPassword[" + account().publicId() + "]";
    }
}

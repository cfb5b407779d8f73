package dev.tollgate.ledger.account;

/** There is an account with this e-mail address already. */
public final class EmailTaken extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public EmailTaken(String email) {
        super("there is an account with the e-mail address " + email + " already", null, false, false);
    }
}

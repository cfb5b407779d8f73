package dev.tollgate.ledger.database;

/** The database cannot be used, at the start of the program; the message is a sentence for its operator. */
public final class DatabaseUnreachable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public DatabaseUnreachable(String message, Throwable cause) {
        super(message, cause);
    }
}

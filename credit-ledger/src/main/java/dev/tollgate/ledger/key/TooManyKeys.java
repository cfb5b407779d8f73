package dev.tollgate.ledger.key;

/** An account has as many keys, or a key as many old secrets, as it may have. */
public final class TooManyKeys extends RuntimeException {

    private static final long serialVersionUID = 1L;

    TooManyKeys(String sentence) {
        super(sentence, null, false, false);
    }
}

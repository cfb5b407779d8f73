package dev.tollgate.filter.dialect;

/** A request body that is not what its path asks for; the message tells the caller what to mend. */
public final class MalformedRequest extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public MalformedRequest(String message) {
        super(message, null, false, false);
    }
}

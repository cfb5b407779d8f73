package dev.tollgate.simulator.provider;

/** The request is one that a provider answers with 400; the message goes into the error body. */
final class BadRequest extends RuntimeException {
    BadRequest(String message) {
        super(message);
    }
}

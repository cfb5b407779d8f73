package dev.tollgate.simulator.provider;

import org.jspecify.annotations.Nullable;

/**
 * What goes wrong. A status of 400 or more answers with an error body instead of the model's text; {@code afterChunks}
 * ends a stream with the provider's error event after that many text chunks; {@code cutAfter} closes the connection after
 * that many body bytes; a black hole takes the request and never answers. {@link #NEVER} switches a number off.
 */
record Failure(int status, @Nullable String body, long retryAfter, long afterChunks, long cutAfter, boolean blackHole) {
    static final long NEVER = -1;

    private static final int OK = 200;
    private static final int FIRST_ERROR = 400;
    private static final int LAST_ERROR = 599;

    Failure {
        if (status != OK && (status < FIRST_ERROR || status > LAST_ERROR)) {
            throw new IllegalArgumentException("The status is 200 or from 400 to 599, not " + status + ".");
        }
        if (retryAfter < NEVER || afterChunks < NEVER || cutAfter < NEVER) {
            throw new IllegalArgumentException("retryAfter, failAfter and cutAfter are not below zero.");
        }
    }

    boolean refuses() {
        return status != OK;
    }
}

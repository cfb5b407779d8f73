package dev.tollgate.simulator.stripe;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What shall go wrong with a call of the API.
 *
 * @param method of the calls it is for; null = any
 * @param path the beginning of the paths it is for, such as {@code /v1/refunds}
 * @param kind what happens
 * @param status of the answer, 400 to 599, for {@link Kind#STATUS} and {@link Kind#FAILED}
 * @param delay before the answer, for {@link Kind#SLOW}
 * @param afterEffect whether the work is done first; then its answer is kept under the Idempotency-Key, as at Stripe
 * @param times how many calls it is for
 */
public record StripeFault(
        @Nullable String method, String path, Kind kind, int status, Duration delay, boolean afterEffect, int times) {
    private static final int LEAST_ERROR = 400;
    private static final int LAST_ERROR = 599;

    /** What happens to a call. */
    public enum Kind {
        /** An error answer. */
        STATUS,
        /** An error answer of work that came to nothing; it is kept under the Idempotency-Key, as at Stripe. */
        FAILED,
        /** No answer ever; the connection stays open. */
        SILENT,
        /** The connection is closed in the middle of the answer. */
        CUT,
        /** The right answer, late. */
        SLOW
    }

    /** Refuses an impossible status, a count below 1, and an effect of work that came to nothing. */
    public StripeFault {
        boolean answers = kind == Kind.STATUS || kind == Kind.FAILED;
        if (answers && (status < LEAST_ERROR || status > LAST_ERROR)) {
            throw new IllegalArgumentException("The status of a fault is from 400 to 599, not " + status + ".");
        }
        if (kind == Kind.FAILED && afterEffect) {
            throw new IllegalArgumentException("Work that came to nothing has no effect.");
        }
        if (times < 1) {
            throw new IllegalArgumentException("A fault is for at least one call, not for " + times + ".");
        }
    }

    /** The next call is answered with an error of this status, 400 to 599. */
    public static StripeFault status(int status) {
        return new StripeFault(null, "/", Kind.STATUS, status, Duration.ZERO, false, 1);
    }

    /** The work of the next call comes to nothing, with this status, 400 to 599, which is kept under its Idempotency-Key. */
    public static StripeFault failed(int status) {
        return new StripeFault(null, "/", Kind.FAILED, status, Duration.ZERO, false, 1);
    }

    /** The next call gets no answer. */
    public static StripeFault silent() {
        return new StripeFault(null, "/", Kind.SILENT, 0, Duration.ZERO, false, 1);
    }

    /** The connection of the next call is closed in the middle of the answer. */
    public static StripeFault cut() {
        return new StripeFault(null, "/", Kind.CUT, 0, Duration.ZERO, false, 1);
    }

    /** The next call is answered this much later. */
    public static StripeFault slow(Duration delay) {
        return new StripeFault(null, "/", Kind.SLOW, 0, delay, false, 1);
    }

    /** The same for calls with this method whose path begins so. */
    public StripeFault on(String onlyMethod, String pathBegins) {
        return new StripeFault(onlyMethod, pathBegins, kind, status, delay, afterEffect, times);
    }

    /** The same, once the work is done: the money has moved, the caller does not hear of it. */
    public StripeFault afterTheEffect() {
        return new StripeFault(method, path, kind, status, delay, true, times);
    }

    /** The same for so many calls. */
    public StripeFault times(int calls) {
        return new StripeFault(method, path, kind, status, delay, afterEffect, calls);
    }

    boolean fits(String called, String at) {
        return (method == null || method.equals(called)) && at.startsWith(path);
    }
}

package dev.tollgate.filter.denial;

import dev.tollgate.ledger.key.Budget;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * A refusal. Each kind carries the facts that its reader needs; {@link #message()} says in a sentence what is wrong,
 * how much, and what to do. A denial never holds figures of another account or of the platform.
 */
public sealed interface Denial
        permits ModelDenial,
                MoneyDenial,
                UnknownObject,
                Worded,
                Denial.Unauthenticated,
                Denial.Invalid,
                Denial.Forbidden,
                Denial.RateLimited,
                Denial.Conflict,
                Denial.Unavailable {

    DenialCode code();

    String message();

    /** The HTTP status of the answer. */
    default int status() {
        return code().status();
    }

    /** Whether the same call may succeed later, and is not paid a second time then. */
    default boolean retryHelps() {
        return code().retryMayHelp();
    }

    /** When to come back, where that helps. */
    default Optional<Duration> retryAfter() {
        return Optional.empty();
    }

    /** The model that it is about, where that is why. */
    default Optional<String> about() {
        return Optional.empty();
    }

    /** The field of the request that it is about, where that is why. */
    default Optional<String> param() {
        return Optional.empty();
    }

    /** When what is used up begins anew. */
    default Optional<Instant> renewsAt() {
        return Optional.empty();
    }

    /** Figures for the machine-readable part of the body. */
    default Optional<MoneyFigures> money() {
        return Optional.empty();
    }

    /** The budget that does not allow it, where that is why. */
    default Optional<Budget> budget() {
        return Optional.empty();
    }

    /** The rate limit that refused, if one did. */
    default Optional<ReachedLimit> limit() {
        return Optional.empty();
    }

    /** No key, or one that is unknown, revoked or expired: all alike. */
    record Unauthenticated(String message) implements Denial {
        public static final Unauthenticated NO_KEY = new Unauthenticated(
                "No API key was sent. Send your Tollgate key as 'Authorization: Bearer tg_live_…' or 'x-api-key'.");
        public static final Unauthenticated BAD_KEY =
                new Unauthenticated("This API key is not valid. Check the key, or create a new one.");

        @Override
        public DenialCode code() {
            return DenialCode.INVALID_API_KEY;
        }
    }

    /** A request that cannot be understood, or that this gateway does not take. */
    record Invalid(DenialCode code, String message) implements Denial {}

    /** Known caller, but not allowed to do this. */
    record Forbidden(DenialCode code, String message) implements Denial {
        public static final Forbidden ADDRESS = new Forbidden(
                DenialCode.ADDRESS_NOT_ALLOWED,
                "This API key may not be used from your address. Use it from where it is allowed, or change the key's"
                        + " addresses.");
    }

    /** Too much at a time; the same request passes later. */
    record RateLimited(DenialCode code, String message, Duration pause, Optional<ReachedLimit> limit)
            implements Denial {
        public RateLimited(DenialCode code, String message, Duration pause) {
            this(code, message, pause, Optional.empty());
        }

        @Override
        public Optional<Duration> retryAfter() {
            return Optional.of(pause);
        }
    }

    /** The call is another one's repetition, or stands in the way of another one. */
    record Conflict(DenialCode code, String message) implements Denial {
        @Override
        public Optional<Duration> retryAfter() {
            return code.retryMayHelp() ? Optional.of(Duration.ofSeconds(2)) : Optional.empty();
        }
    }

    /**
     * Something that the gateway stands on does not answer.
     *
     * @param retryHelps not where what was asked may have been done, and is charged
     */
    record Unavailable(DenialCode code, String message, boolean retryHelps) implements Denial {
        public static final Unavailable LEDGER = new Unavailable(
                DenialCode.LEDGER_UNAVAILABLE, "The credit ledger does not answer at the moment. Nothing was charged.");

        public Unavailable(DenialCode code, String message) {
            this(code, message, code.retryMayHelp());
        }

        @Override
        public Optional<Duration> retryAfter() {
            return retryHelps ? Optional.of(Duration.ofSeconds(2)) : Optional.empty();
        }
    }
}

package dev.tollgate.filter.denial;

import dev.tollgate.ledger.key.Budget;
import dev.tollgate.pricing.Credits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * A refusal. Each kind carries the facts that its reader needs; {@link #message()} says in a sentence what is wrong,
 * how much, and what to do. A denial never holds figures of another account or of the platform.
 */
public sealed interface Denial {

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

    /** @param near names of priced models that look alike */
    record NotPriced(String model, List<String> near) implements Denial {
        @Override
        public Optional<String> about() {
            return Optional.of(model);
        }

        @Override
        public DenialCode code() {
            return DenialCode.MODEL_NOT_PRICED;
        }

        @Override
        public String message() {
            String hint = near.isEmpty() ? "" : " Did you mean " + String.join(", ", near) + "?";
            return "The model '" + model + "' has no price here, so it cannot be called." + hint
                    + " GET /v1/models lists the models that can.";
        }
    }

    /** A model that others may call. */
    record NotInPlan(String model, String plan) implements Denial {
        @Override
        public DenialCode code() {
            return DenialCode.MODEL_NOT_IN_PLAN;
        }

        @Override
        public String message() {
            return "The model '" + model + "' is not part of your plan '" + plan + "'.";
        }

        @Override
        public Optional<String> about() {
            return Optional.of(model);
        }
    }

    /** A model that other keys may call. */
    record NotInScope(String model) implements Denial {
        @Override
        public DenialCode code() {
            return DenialCode.MODEL_NOT_IN_SCOPE;
        }

        @Override
        public String message() {
            return "This API key may not call the model '" + model
                    + "'. GET /v1/models lists the models that it may call.";
        }

        @Override
        public Optional<String> about() {
            return Optional.of(model);
        }
    }

    /**
     * A provider keeps no such object for the caller: there is none, or it is somebody else's, or another key of the account
     * has made it and this one is restricted. Nobody is told which.
     *
     * @param field where the request names it
     */
    record UnknownObject(String field, String id) implements Denial {
        private static final int LONGEST_FIELD = 200;
        private static final int LONGEST_ID = 100;

        @Override
        public DenialCode code() {
            return DenialCode.OBJECT_NOT_FOUND;
        }

        @Override
        public String message() {
            return "'" + shown(field, LONGEST_FIELD) + "' names \"" + shown(id, LONGEST_ID)
                    + "\", which is nothing that you have made through this gateway in the last thirty days. Send the"
                    + " content itself, make the object by a call through this gateway, or call with your own provider"
                    + " key.";
        }

        /** Half a character, which a text may have at its end then, cannot be written. */
        private static String shown(String text, int most) {
            String cut = text.length() > most ? text.substring(0, most) + "…" : text;
            return cut.replaceAll("[\\p{Cntrl}\\p{Cs}]", " ");
        }

        @Override
        public Optional<String> param() {
            return Optional.of(shown(field, LONGEST_FIELD));
        }
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

    /**
     * Tokens of an account's month.
     *
     * @param limit what the plan allows
     * @param used by calls that have ended
     * @param reserved for calls that still run
     * @param needed the most that this call can use
     */
    record Quota(long limit, long used, long reserved, long needed) {}

    /** The plan's tokens of this month do not suffice for the call. */
    record QuotaUsedUp(Quota tokens, @Nullable Instant begins) implements Denial {
        @Override
        public DenialCode code() {
            return DenialCode.MONTHLY_TOKENS;
        }

        @Override
        public Optional<Instant> renewsAt() {
            return Optional.ofNullable(begins);
        }

        @Override
        public String message() {
            return "Your plan allows " + tokens.limit() + " tokens a month: " + tokens.used() + " are used, "
                    + tokens.reserved() + " are set aside for calls that still run, and this call can use "
                    + tokens.needed() + "."
                    + (begins == null ? "" : " The next month begins at " + begins + ".")
                    + " Lower the output limit of the request, or take another plan.";
        }
    }

    /** The account has less than the call can cost. */
    record InsufficientCredits(MoneyFigures figures) implements Denial {
        @Override
        public DenialCode code() {
            return DenialCode.INSUFFICIENT_CREDITS;
        }

        @Override
        public String message() {
            return "Not enough credits: this call can cost up to " + figures.shown(figures.needed()) + ", you have "
                    + figures.shown(figures.available()) + ". Add credits, or lower the output limit of the request"
                    + figures.fitting() + ".";
        }

        @Override
        public Optional<MoneyFigures> money() {
            return Optional.of(figures);
        }
    }

    /**
     * A stream that cost more than could be known before, and that nobody can pay for any longer.
     *
     * @param soFar about what it has cost, which is charged
     * @param money what the account has; empty where that is not the reason
     */
    record RanOut(DenialCode code, Credits soFar, boolean inUsd, Optional<MoneyFigures> money) implements Denial {
        @Override
        public String message() {
            String why =
                    switch (code) {
                        case BUDGET_USED_UP -> "the budget of this API key is used up";
                        case RUN_BUDGET_USED_UP -> "the budget of this run is used up";
                        case ACCOUNT_FROZEN -> "this account is frozen";
                        case OVER_MAX_COST -> "'tollgate-max-cost' allows no more";
                        case REQUEST_TOO_EXPENSIVE -> "its provider does not heed the output limit of the request";
                        default -> "your credits are used up";
                    };
            return "The answer ends here because " + why + ": it has cost about " + (inUsd ? "$" : "") + soFar
                    + (inUsd ? "" : " credits")
                    + " by now, more than the request allows. What you got is charged.";
        }
    }

    /** The account has enough, but other running calls hold it. */
    record CreditsOnHold(MoneyFigures figures) implements Denial {
        @Override
        public DenialCode code() {
            return DenialCode.CREDITS_ON_HOLD;
        }

        @Override
        public String message() {
            return "Your credits are set aside for calls that are still running: this call can cost up to "
                    + figures.shown(figures.needed()) + ", " + figures.shown(figures.available()) + " are free and "
                    + figures.shown(figures.onHold())
                    + " on hold. Try again when they end.";
        }

        @Override
        public Optional<Duration> retryAfter() {
            return Optional.of(Duration.ofSeconds(2));
        }

        @Override
        public Optional<MoneyFigures> money() {
            return Optional.of(figures);
        }
    }

    /** The account has enough, but the key, or the run, may not spend it. */
    record BudgetUsedUp(MoneyFigures figures, Budget refusing) implements Denial {
        @Override
        public DenialCode code() {
            return switch (refusing.period()) {
                case DAY, MONTH, TOTAL -> DenialCode.BUDGET_USED_UP;
                case RUN -> DenialCode.RUN_BUDGET_USED_UP;
                case RUNS -> DenialCode.TOO_MANY_RUNS;
            };
        }

        @Override
        public String message() {
            String whose =
                    switch (refusing.period()) {
                        case DAY -> "This API key's budget for a day";
                        case MONTH -> "This API key's budget for a month";
                        case TOTAL -> "This API key's budget";
                        case RUN -> "The budget of this run";
                        case RUNS -> "";
                    };
            if (whose.isEmpty()) {
                return "This API key has 1000 runs that were used within a day, and can have no more. Use one of them,"
                        + " or send the call without a run.";
            }
            return whose + " does not allow this call: it can cost up to " + figures.shown(figures.needed())
                    + ", and of "
                    + figures.shown(refusing.limit()) + " there are " + figures.shown(refusing.used()) + " used and "
                    + figures.shown(refusing.held()) + " on hold."
                    + (refusing.renews() == null ? "" : " It renews at " + refusing.renews() + ".");
        }

        @Override
        public Optional<Budget> budget() {
            return Optional.of(refusing).filter(budget -> budget.period() != Budget.Period.RUNS);
        }

        @Override
        public Optional<MoneyFigures> money() {
            return Optional.of(figures);
        }
    }

    /**
     * The caller wants to pay less than the call can cost.
     *
     * @param most what the caller named
     * @param maxTokens the largest output bound that costs no more; empty: there is none
     */
    record OverMaxCost(Credits needed, Credits most, OptionalLong maxTokens, boolean inUsd) implements Denial {
        @Override
        public DenialCode code() {
            return DenialCode.OVER_MAX_COST;
        }

        @Override
        public String message() {
            String unit = inUsd ? "$" : "";
            return "This call can cost up to " + unit + needed + ", and 'tollgate-max-cost' allows " + unit + most
                    + ". Raise it, or lower the output limit of the request"
                    + (maxTokens.isEmpty() ? "" : " to " + maxTokens.getAsLong() + " tokens or less") + ".";
        }
    }

    /** Another denial as the operator wants it told. */
    record Worded(Denial denial, String message, int status) implements Denial {
        @Override
        public DenialCode code() {
            return denial.code();
        }

        @Override
        public Optional<Duration> retryAfter() {
            return denial.retryAfter();
        }

        @Override
        public Optional<Instant> renewsAt() {
            return denial.renewsAt();
        }

        @Override
        public Optional<MoneyFigures> money() {
            return denial.money();
        }

        @Override
        public Optional<ReachedLimit> limit() {
            return denial.limit();
        }

        @Override
        public Optional<Budget> budget() {
            return denial.budget();
        }

        @Override
        public Optional<String> param() {
            return denial.param();
        }

        @Override
        public Optional<String> about() {
            return denial.about();
        }
    }

    /** A single call that can never be paid, whatever the balance. */
    record TooExpensive(String message) implements Denial {
        @Override
        public DenialCode code() {
            return DenialCode.REQUEST_TOO_EXPENSIVE;
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

package dev.tollgate.filter.denial;

import dev.tollgate.ledger.key.Budget;
import dev.tollgate.pricing.Credits;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** A call that the caller cannot pay for, or may not: credits, budgets, the tokens of a month, a bound of their own. */
public sealed interface MoneyDenial extends Denial {

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
    record QuotaUsedUp(Quota tokens, @Nullable Instant begins) implements MoneyDenial {
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
    record InsufficientCredits(MoneyFigures figures) implements MoneyDenial {
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
    record RanOut(DenialCode code, Credits soFar, boolean inUsd, Optional<MoneyFigures> money) implements MoneyDenial {
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
    record CreditsOnHold(MoneyFigures figures) implements MoneyDenial {
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
    record BudgetUsedUp(MoneyFigures figures, Budget refusing) implements MoneyDenial {
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
    record OverMaxCost(Credits needed, Credits most, OptionalLong maxTokens, boolean inUsd) implements MoneyDenial {
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

    /** A single call that can never be paid, whatever the balance. */
    record TooExpensive(String message) implements MoneyDenial {
        @Override
        public DenialCode code() {
            return DenialCode.REQUEST_TOO_EXPENSIVE;
        }
    }
}

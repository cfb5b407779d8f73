package dev.tollgate.filter;

import dev.tollgate.filter.denial.Decision;
import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.denial.DenialCode;
import dev.tollgate.filter.denial.MoneyDenial;
import dev.tollgate.filter.denial.MoneyFigures;
import dev.tollgate.ledger.HoldRequest;
import dev.tollgate.ledger.HoldResult;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.database.LedgerUnavailable;
import dev.tollgate.ledger.key.Run;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.Plan;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import reactor.core.publisher.Mono;

/**
 * Sets the price of a call aside. Where that is more than there is, and the caller's plan wants it so, the call's output bound
 * is lowered until it fits.
 */
final class Holding {

    /**
     * Once for the balance and for each budget that may be tighter: of a day, a month, in all, and of a run. Other calls of the
     * account may take what would have fitted; then it is fitted again.
     */
    private static final int LOWERED_AT_MOST = 5;

    private final Ledger ledger;
    private final MonthlyTokens tokens;
    private final RunningCalls running;

    Holding(Ledger ledger, MonthlyTokens tokens, RunningCalls running) {
        this.ledger = ledger;
        this.tokens = tokens;
        this.running = running;
    }

    /** When the result is an admission, its hold is on disk; otherwise nothing is held. */
    Mono<Decision<Admission>> hold(Ticket ticket) {
        boolean lowers = ticket.call().caller().plan().whenShort() == Plan.WhenShort.LOWER;
        return hold(ticket, lowers ? LOWERED_AT_MOST : 0)
                .doOnNext(decision -> decision.ifDenied(denial -> refused(ticket)))
                .doOnError(failure -> unknown(ticket, failure));
    }

    private Mono<Decision<Admission>> hold(Ticket ticket, int timesToLower) {
        Credits amount = ticket.hold().credits();
        HoldRequest request = new HoldRequest(
                ticket.call().id(),
                ticket.call().caller().account().id(),
                amount,
                amount.isZero() ? amount : ticket.book().minimumBalance(),
                ticket.subject(),
                Run.budgetOf(ticket.call().run()));
        return ledger.hold(request).flatMap(result -> {
            Optional<Ticket> lower = timesToLower == 0 ? Optional.empty() : lowered(ticket, result);
            return lower.isPresent()
                    ? hold(lower.get(), timesToLower - 1)
                    : Mono.fromSupplier(() -> held(ticket, result));
        });
    }

    /** Not for what is on hold only, and comes back in a moment: a cut answer would cost its whole input. */
    private static Optional<Ticket> lowered(Ticket ticket, HoldResult result) {
        if (result.status() == HoldResult.Status.ON_HOLD) {
            return Optional.empty();
        }
        return spendable(ticket, result).flatMap(free -> Fallbacks.within(ticket, free));
    }

    /** What this call could have been paid from; empty where another price of it would not have helped. */
    private static Optional<Credits> spendable(Ticket ticket, HoldResult result) {
        Credits available = result.balance().available();
        Credits free =
                switch (result.status()) {
                    case INSUFFICIENT, ON_HOLD -> available;
                    case BUDGET -> least(
                            available, Objects.requireNonNull(result.budget()).left());
                    case PLACED, IN_DEBT, FROZEN, NO_ACCOUNT, ID_TAKEN -> Credits.ZERO;
                };
        boolean priceMatters = free.compareTo(ticket.hold().credits()) < 0
                && available.compareTo(ticket.book().minimumBalance()) >= 0;
        return Optional.of(free).filter(amount -> priceMatters && !amount.isZero());
    }

    private static Credits least(Credits one, Credits other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private Decision<Admission> held(Ticket ticket, HoldResult result) {
        return switch (result.status()) {
            case PLACED -> Decision.pass(Admission.of(ticket.with(result.balance()), ledger, tokens, running));
            case ON_HOLD -> Decision.deny(new MoneyDenial.CreditsOnHold(figures(ticket, result)));
            case INSUFFICIENT, IN_DEBT, NO_ACCOUNT -> Decision.deny(
                    new MoneyDenial.InsufficientCredits(figures(ticket, result)));
            case BUDGET -> Decision.deny(
                    new MoneyDenial.BudgetUsedUp(figures(ticket, result), Objects.requireNonNull(result.budget())));
            case FROZEN -> Decision.deny(new Denial.Forbidden(
                    DenialCode.ACCOUNT_FROZEN, "This account is frozen. Ask the operator of this gateway."));
            case ID_TAKEN -> throw new IllegalStateException(
                    "request id " + ticket.call().id() + " was used before");
        };
    }

    private static MoneyFigures figures(Ticket ticket, HoldResult result) {
        OptionalLong fits = ticket.intent().leastOutput().isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(spendable(ticket, result)
                        .map(free -> Fallbacks.fits(ticket, free).orElse(0))
                        .orElse(0L));
        return new MoneyFigures(
                ticket.hold().credits(),
                result.balance().available(),
                result.balance().onHold(),
                fits,
                ticket.book().shownAsUsd());
    }

    private void refused(Ticket ticket) {
        ticket.permit().end(0);
        tokens.count(ticket).subscribe();
    }

    /** A hold that may stand although its call was refused is given back as soon as the database answers. */
    private void unknown(Ticket ticket, Throwable failure) {
        if (failure instanceof LedgerUnavailable away && away.mayHaveHappened()) {
            Admission.of(ticket, ledger, tokens, running).abandon(new Ending(null, "ledger_unavailable", null));
        } else {
            refused(ticket);
        }
    }
}

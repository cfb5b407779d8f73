package dev.tollgate.filter;

import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.denial.DenialCode;
import dev.tollgate.filter.denial.MoneyDenial;
import dev.tollgate.filter.denial.MoneyFigures;
import dev.tollgate.filter.denial.OwnWords;
import dev.tollgate.filter.dialect.UsageReport;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.RaiseRequest;
import dev.tollgate.ledger.RaiseResult;
import dev.tollgate.ledger.usage.Basis;
import dev.tollgate.pricing.Credits;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * A stream that costs more than its hold, because its provider does not heed the output bound or adds input that nobody saw:
 * more is set aside while it runs. Where the account has no more, or may not spend it, the stream has to end; and where it has cost
 * as much as is ever charged for it, since the rest would be the platform's loss.
 */
final class Overrun {

    private static final Logger log = LoggerFactory.getLogger(Overrun.class);

    /** What is counted from the text of an answer, because no tokens are told yet, may be twice of what will be told. */
    private static final int TIMES_OF_DOUBT = 2;

    /** A quarter more is asked for than is needed by now, so that a long stream does not ask each second. */
    private static final int PARTS_IN_ADVANCE = 4;

    private final Ticket ticket;
    private final Ledger ledger;
    private final AtomicBoolean asking = new AtomicBoolean();
    private volatile Credits aside;
    private @Nullable Credits asAsked;

    Overrun(Ticket ticket, Ledger ledger) {
        this.ticket = ticket;
        this.ledger = ledger;
        this.aside = ticket.hold().credits();
    }

    /**
     * Looks at what a stream has cost by now; waits for nothing, and never fails.
     *
     * @param end told when the stream has to end, and why
     */
    void look(UsageReport soFar, Consumer<Denial> end) {
        try {
            Credits cost = Settling.soFar(ticket, soFar);
            Credits surely = soFar.basis() == Basis.REPORTED ? cost : Credits.ofNanos(cost.nanos() / TIMES_OF_DOUBT);
            Optional<DenialCode> never = never(cost, surely);
            if (never.isPresent()) {
                end.accept(ranOut(never.get(), cost, null));
            } else if (surely.compareTo(aside) > 0 && asking.compareAndSet(false, true)) {
                ask(cost, surely, end);
            }
        } catch (RuntimeException bug) {
            log.error(
                    "What request {} has cost by now is not known",
                    ticket.call().id(),
                    bug);
        }
    }

    /** Why nobody pays so much, whatever the account has. */
    private Optional<DenialCode> never(Credits cost, Credits surely) {
        Credits most = asAsked == null ? ticket.asAsked().credits() : asAsked;
        asAsked = most;
        return Believable.isMost(cost, most)
                ? Optional.of(DenialCode.REQUEST_TOO_EXPENSIVE)
                : mostByCaller().filter(named -> surely.compareTo(named) > 0).map(named -> DenialCode.OVER_MAX_COST);
    }

    private Optional<Credits> mostByCaller() {
        return ticket.call().wishes().maxCost();
    }

    /** On a subscription of its own: what is set aside is given back when the call is settled, whoever is there then. */
    private void ask(Credits cost, Credits surely, Consumer<Denial> end) {
        raise(cost.plus(Credits.ofNanos(cost.nanos() / PARTS_IN_ADVANCE)))
                .flatMap(first -> first.status() == RaiseResult.Status.RAISED ? Mono.just(first) : raise(cost))
                .flatMap(second -> second.status() == RaiseResult.Status.RAISED ? Mono.just(second) : raise(surely))
                .subscribe(answer -> answered(answer, cost, end), this::later);
    }

    private Mono<RaiseResult> raise(Credits wanted) {
        Credits amount =
                mostByCaller().filter(most -> wanted.compareTo(most) > 0).orElse(wanted);
        return ledger.raise(new RaiseRequest(
                        ticket.call().id(),
                        ticket.call().caller().account().id(),
                        amount,
                        ticket.subject().model()))
                .doOnNext(answer -> {
                    if (answer.status() == RaiseResult.Status.RAISED) {
                        aside = amount;
                    }
                });
    }

    private void answered(RaiseResult answer, Credits cost, Consumer<Denial> end) {
        switch (answer.status()) {
            case RAISED -> asking.set(false);
                // Other calls give back what they hold and do not need: the next look will tell.
            case ON_HOLD -> asking.set(false);
                // The call has ended, or counts as lost: nothing more can be set aside for it.
            case GONE -> log.debug(
                    "Request {} has no hold any more", ticket.call().id());
            case INSUFFICIENT -> end.accept(ranOut(DenialCode.INSUFFICIENT_CREDITS, cost, answer));
            case BUDGET -> end.accept(ranOut(DenialCode.BUDGET_USED_UP, cost, answer));
            case RUN_BUDGET -> end.accept(ranOut(DenialCode.RUN_BUDGET_USED_UP, cost, answer));
            case FROZEN -> end.accept(ranOut(DenialCode.ACCOUNT_FROZEN, cost, answer));
        }
    }

    /** The stream goes on meanwhile: what it costs is charged in any case. */
    private void later(Throwable away) {
        log.warn("Whether request {} can go on is not known: {}", ticket.call().id(), away.toString());
        asking.set(false);
    }

    private Denial ranOut(DenialCode code, Credits cost, @Nullable RaiseResult answer) {
        boolean inUsd = ticket.book().shownAsUsd();
        Optional<MoneyFigures> money = Optional.ofNullable(answer)
                .map(RaiseResult::balance)
                .map(has -> new MoneyFigures(cost, has.available(), has.onHold(), OptionalLong.empty(), inUsd));
        return OwnWords.of(
                new MoneyDenial.RanOut(code, cost, inUsd, money),
                ticket.book(),
                ticket.call().caller().plan());
    }
}

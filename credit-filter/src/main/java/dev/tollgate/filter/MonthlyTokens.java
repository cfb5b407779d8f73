package dev.tollgate.filter;

import dev.tollgate.filter.denial.Decision;
import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.denial.MoneyDenial;
import dev.tollgate.ledger.TokenAllowances;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Takes the tokens of a call from its account's month, where the plan allows so many in one; calls of other plans, and those
 * that the caller's own provider key pays for, pass through without a look.
 */
final class MonthlyTokens {

    private static final Logger log = LoggerFactory.getLogger(MonthlyTokens.class);

    private final TokenAllowances allowances;

    MonthlyTokens(TokenAllowances allowances) {
        this.allowances = allowances;
    }

    /** Sets the most that the call can use aside. */
    Mono<Decision<Ticket>> take(Ticket ticket) {
        OptionalLong limit = limit(ticket);
        if (limit.isEmpty()) {
            return Mono.just(Decision.pass(ticket));
        }
        return allowances
                .allow(new TokenAllowances.Request(
                        ticket.call().id(), account(ticket), ticket.worstTokens(), limit.getAsLong()))
                .map(answer -> answer.status() == TokenAllowances.Status.ALLOWED
                        ? Decision.pass(ticket)
                        : Decision.deny(denial(ticket, limit.getAsLong(), answer)));
    }

    private static Denial denial(Ticket ticket, long limit, TokenAllowances.Answer answer) {
        return new MoneyDenial.QuotaUsedUp(
                new MoneyDenial.Quota(limit, answer.used(), answer.reserved(), ticket.worstTokens()),
                answer.renewsAt());
    }

    /**
     * Counts what the call has used, after it was settled; nothing if it was refused after all. What cannot be counted now
     * is counted by the ledger's sweeper.
     */
    Mono<Void> count(Ticket ticket) {
        return limit(ticket).isEmpty()
                ? Mono.empty()
                : allowances.settle(ticket.call().id(), account(ticket)).onErrorResume(failure -> {
                    log.debug(
                            "The tokens of request {} are counted later: {}",
                            ticket.call().id(),
                            failure.toString());
                    return Mono.empty();
                });
    }

    private static OptionalLong limit(Ticket ticket) {
        return ticket.providerKey().own() || ticket.intent().service().isPresent()
                ? OptionalLong.empty()
                : ticket.call().caller().plan().offer().tokensPerMonth();
    }

    private static long account(Ticket ticket) {
        return ticket.call().caller().account().id();
    }
}

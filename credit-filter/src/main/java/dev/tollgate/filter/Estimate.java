package dev.tollgate.filter;

import dev.tollgate.ledger.Balance;
import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Credits;
import java.util.OptionalLong;

/**
 * What a call can cost, told without making it.
 *
 * @param least the price of its input as it is guessed, and of no output, by the model that is asked for
 * @param inputTokens how many it likely has
 * @param outputTokens the most that each of its answers may have
 * @param maxTokens the largest output bound that the account could pay now, at most the call's own; 0: none; empty: it takes
 *     none
 */
public record Estimate(
        Ticket ticket, Charge least, long inputTokens, long outputTokens, Balance.Funds funds, OptionalLong maxTokens) {

    static Estimate of(Ticket ticket, Balance.Funds funds) {
        WorstCase worst = WorstCase.of(ticket);
        boolean bounded = ticket.intent().leastOutput().isPresent();
        return new Estimate(
                ticket,
                worst.least(),
                ticket.intent().inputEstimate(),
                ticket.intent().outputKinds().isEmpty() ? 0 : worst.outputBound(),
                funds,
                bounded
                        ? OptionalLong.of(
                                Fallbacks.fits(ticket, spendable(ticket, funds)).orElse(0))
                        : OptionalLong.empty());
    }

    private static Credits spendable(Ticket ticket, Balance.Funds funds) {
        return !funds.debt().isZero()
                        || funds.available().compareTo(ticket.book().minimumBalance()) < 0
                ? Credits.ZERO
                : funds.available();
    }

    /** What would be set aside for it. */
    public Charge most() {
        return ticket.hold();
    }

    /** Whether the account could pay the most that it can cost now; budgets of its key may still refuse it. */
    public boolean affordable() {
        return most().credits().isZero() || spendable(ticket, funds).compareTo(most().credits()) >= 0;
    }
}

package dev.tollgate.pricing.compare;

import dev.tollgate.pricing.Credits;
import java.math.BigDecimal;
import java.util.Optional;

/** What a new book makes of a past call: a sale or a refusal. */
sealed interface Repriced {

    void countIn(Simulation simulation, PastCall call);

    /**
     * @param credits what is charged now
     * @param usd the same in US dollars; absent where a credit has no worth in money
     * @param cost what the platform itself pays, in US dollars; absent: not known
     */
    record Sale(Credits credits, Optional<BigDecimal> usd, Optional<BigDecimal> cost) implements Repriced {
        @Override
        public void countIn(Simulation simulation, PastCall call) {
            simulation.sold(call, this);
        }
    }

    record Refusal(SimulationResult.Reason reason) implements Repriced {
        @Override
        public void countIn(Simulation simulation, PastCall call) {
            simulation.refused(call, reason);
        }
    }
}

package dev.tollgate.filter;

import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Credits;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;

/**
 * What is believed of the usage that a provider tells. None bills several times the most that a call could cost: more than
 * that is never charged, though never less either, lest a usage gets cheaper by being larger.
 *
 * @param most that the call could cost
 * @param times as much is believed
 */
record Believable(UUID request, Charge most, int times, Logger oddities) {

    private static final int OF_KNOWN = 4;
    private static final int OF_GUESSED = 100;

    /** @param guessed whether the most is a guess, that a fair usage may pass by far */
    static int times(boolean guessed) {
        return guessed ? OF_GUESSED : OF_KNOWN;
    }

    /** Whether a cost is as much as is ever charged for a call that could cost this at most. */
    static boolean isMost(Credits cost, Credits most) {
        return !most.isZero() && cost.nanos() / OF_KNOWN >= most.nanos();
    }

    /** @param told a charge that may be too large to count */
    Charge of(Supplier<Charge> told) {
        try {
            Charge charge = told.get();
            long hold = most.credits().nanos();
            return hold > 0 && charge.credits().nanos() / times > hold
                    ? largest(charge.credits() + " credits")
                    : charge;
        } catch (ArithmeticException absurd) {
            return largest("more than can be counted");
        }
    }

    private Charge largest(String told) {
        int charged = most.credits().nanos() > Long.MAX_VALUE / times ? OF_KNOWN : times;
        oddities.error("Request {} reported a usage of {}; {} times its hold are charged", request, told, charged);
        return most.times(charged);
    }
}

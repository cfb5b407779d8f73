package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A code that makes credits cheaper or gives some.
 *
 * @param name its key in the price book
 * @param code what is typed
 * @param gain what it gives
 * @param bounds how often and how long it may be used
 * @param plans the plans whose accounts may use it; empty: all
 * @param firstPaymentOf the plans off whose first payment it is taken, beside what is bought once; empty: none
 */
public record PromoCode(
        String name, Code code, Gain gain, Bounds bounds, List<String> plans, List<String> firstPaymentOf) {

    public PromoCode {
        plans = List.copyOf(plans);
        firstPaymentOf = List.copyOf(firstPaymentOf);
    }

    /**
     * What is typed.
     *
     * @param text the code, or the name of the environment variable that holds it
     */
    public record Code(String text, boolean inEnvironment) {}

    /**
     * One of the two.
     *
     * @param off the price of what is bought, as a fraction
     * @param credits that it gives
     */
    public record Gain(Optional<BigDecimal> off, Optional<Credits> credits) {

        public Gain {
            if (off.isPresent() == credits.isPresent()) {
                throw new IllegalArgumentException("a promo code gives either a discount or credits");
            }
        }
    }

    /**
     * @param perUser how often an account may use it
     * @param total how often it may be used by all together; empty: no limit
     * @param until when it ends; empty: never
     */
    public record Bounds(long perUser, OptionalLong total, Optional<Instant> until) {}
}

package dev.tollgate.pricing;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * Something that is sold by the piece and is no model: a text message, a minute, a document.
 *
 * @param price for {@code counting.measure()}, before markup; one in credits is final
 * @param markup its own, as a fraction, in the place of the book's
 * @param cost what the provider takes, as the price in US dollars, where the price does not tell
 * @param route where calls of it go; absent: apps spend it by name
 */
public record Service(
        String name,
        Price price,
        Counting counting,
        Optional<BigDecimal> markup,
        Optional<Price> cost,
        Optional<ServiceRoute> route) {

    /** @throws IllegalArgumentException if it costs nothing */
    public Service {
        if (price.isZero()) {
            throw new IllegalArgumentException("a service costs more than nothing: " + name);
        }
    }

    /**
     * How it is counted.
     *
     * @param step what is counted comes in whole steps of so many (of seconds, for time): a started one counts
     * @param least the least that a call counts
     * @param from where a call's quantity comes from
     */
    public record Counting(Measure measure, long step, long least, Quantity from) {

        /** @throws IllegalArgumentException if the step is not above zero, or the least is below */
        public Counting {
            if (step <= 0 || least < 0) {
                throw new IllegalArgumentException("a step is above zero, and the least is not below: " + step);
            }
        }

        /**
         * What is charged: seconds for time.
         *
         * @param quantity in the measure; minutes need not be whole
         * @throws IllegalArgumentException if the quantity is negative
         * @throws ArithmeticException if it is more than can be counted
         */
        long charged(BigDecimal quantity) {
            return counted(quantity.multiply(BigDecimal.valueOf(measure.size())));
        }

        /**
         * What is charged for so many of what is counted: seconds for time.
         *
         * @throws IllegalArgumentException if it is negative
         * @throws ArithmeticException if it is more than can be counted
         */
        public long counted(BigDecimal told) {
            if (told.signum() < 0) {
                throw new IllegalArgumentException("a quantity cannot be negative: " + told.toPlainString());
            }
            long atLeast = Math.max(told.setScale(0, RoundingMode.CEILING).longValueExact(), least);
            long over = atLeast % step;
            return over == 0 ? atLeast : Math.addExact(atLeast, step - over);
        }

        /**
         * The same as a usage; nothing for nothing, whatever the least is.
         *
         * @throws IllegalArgumentException as {@link #counted}
         * @throws ArithmeticException as {@link #counted}
         */
        public Usage usage(BigDecimal told) {
            return told.signum() == 0
                    ? Usage.NONE
                    : Usage.builder().unit(measure.counted(), counted(told)).build();
        }
    }
}

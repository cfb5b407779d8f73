package dev.tollgate.pricing.yaml;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Predicate;

/**
 * What a pricing file is checked against beside itself.
 *
 * @param clock tells what is past
 * @param variables tells whether an environment variable of this name is set
 */
public record Surroundings(InstantSource clock, Predicate<String> variables) {

    /** The time of the machine; variables are taken to be set, for where the file is checked is not where it is used. */
    public static final Surroundings UNKNOWN = new Surroundings(InstantSource.system(), name -> true);

    boolean isPast(Instant time) {
        return time.isBefore(clock.instant());
    }

    /** The same at another time. */
    public Surroundings at(InstantSource other) {
        return new Surroundings(other, variables);
    }
}

package dev.tollgate.pricing.yaml;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Predicate;

/**
 * What a pricing file is checked against beside itself.
 *
 * @param clock tells what is past
 * @param variables tells whether an environment variable of this name is set
 * @param stored whether the text was taken before, maybe by an earlier version of this program: what has become a mistake
 *     since is read as it was
 */
public record Surroundings(InstantSource clock, Predicate<String> variables, boolean stored) {

    /** The time of the machine; variables are taken to be set, for where the file is checked is not where it is used. */
    public static final Surroundings UNKNOWN = new Surroundings(InstantSource.system(), name -> true);

    /** Of a text that is brought in. */
    public Surroundings(InstantSource clock, Predicate<String> variables) {
        this(clock, variables, false);
    }

    boolean isPast(Instant time) {
        return time.isBefore(clock.instant());
    }

    /** The same at another time. */
    public Surroundings at(InstantSource other) {
        return new Surroundings(other, variables, stored);
    }

    /** The same of a text that was taken before. */
    public Surroundings ofStored() {
        return new Surroundings(clock, variables, true);
    }
}

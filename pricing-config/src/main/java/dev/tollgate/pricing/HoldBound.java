package dev.tollgate.pricing;

import java.util.Optional;

/** The most that a call of a service can count, as its request tells it; in what is counted: seconds for time. */
public sealed interface HoldBound {

    /** Where in the request it is found; empty: nowhere. */
    default Optional<JsonPath> place() {
        return Optional.empty();
    }

    /** Whether it is the operator's guess: nothing in the request tells it, or keeps the provider to it. */
    default boolean isGuess() {
        return false;
    }

    /** The same for every call. */
    record Fixed(long most) implements HoldBound {
        @Override
        public boolean isGuess() {
            return true;
        }
    }

    /**
     * A number in the request.
     *
     * @param most that is let through, and written into a request that names none
     */
    record Field(JsonPath path, long most) implements HoldBound {
        @Override
        public Optional<JsonPath> place() {
            return Optional.of(path);
        }
    }

    /** The characters of a text in the request (Unicode code points). */
    record Characters(JsonPath path) implements HoldBound {
        @Override
        public Optional<JsonPath> place() {
            return Optional.of(path);
        }
    }

    /** The segments that a text in the request makes as a text message. */
    record Segments(JsonPath path) implements HoldBound {
        @Override
        public Optional<JsonPath> place() {
            return Optional.of(path);
        }
    }

    /** One for so many bytes of the body, each started. */
    record Bytes(long each) implements HoldBound {
        @Override
        public boolean isGuess() {
            return true;
        }
    }
}

package dev.tollgate.filter.dialect;

import dev.tollgate.pricing.VendorUsage;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads what one answer used while its bytes pass. Fed every byte once, in order, in any portions; the result does not
 * depend on how they were cut. Not thread-safe; calls must not overlap. Never throws for what a provider sends: what
 * cannot be read is passed on and counted as not reported.
 */
public interface UsageReader {

    /**
     * Takes the next bytes.
     *
     * @return the bytes that may go to the client now: those taken, less hidden events, less what is kept back
     */
    byte[] read(byte[] bytes);

    /**
     * Whether the answer's final event has been read. It, and all that follows, is kept back until {@link #rest()}: the
     * call must be paid before its client sees it complete.
     */
    boolean complete();

    /** The bytes kept back, once: an incomplete event, or the final one and what followed. */
    byte[] rest();

    /** The same for an answer that broke off: less an event that never came to its end, which nobody could read. */
    default byte[] wholeRest() {
        return rest();
    }

    /**
     * The provider's id of work that goes on although the answer has ended, and whose usage is told only when it is asked
     * for again; empty: there is none.
     */
    default Optional<String> unfinished() {
        return Optional.empty();
    }

    /**
     * The ids of what the provider has made for this answer and keeps, so that later requests may name it. Never one that a
     * request or a model has a say in.
     */
    default Set<String> kept() {
        return Set.of();
    }

    /**
     * Whether the answer comes in pieces that clients use as they come, although its media type does not say so: a JSON
     * array that is written element by element, JSON objects line by line.
     */
    default boolean piecewise() {
        return false;
    }

    /**
     * The end of an answer that breaks off behind {@link #wholeRest()}, with an error as its last piece.
     *
     * @param error as the dialect words it for the operation
     */
    default byte[] ending(byte[] error) {
        return error;
    }

    /** What is known of the usage by now. May be asked at any time, also in the middle of an answer. */
    UsageReport report();

    /**
     * The facts of an answer's head.
     *
     * @param status the HTTP status, 200 to 299
     * @param contentType the media type; empty if the provider names none
     * @param hideUsage whether the gateway asked for usage that the caller did not ask for
     * @param vendor what is peculiar to the usage that the provider tells
     * @param tokensPriced whether the model has a price for tokens; of one that has not, none are estimated
     * @param headers gives the first value of a header by its name
     */
    record Answer(
            int status,
            String contentType,
            boolean hideUsage,
            VendorUsage vendor,
            boolean tokensPriced,
            Function<String, @Nullable String> headers) {

        /** An answer without headers that tell usage. */
        public Answer(int status, String contentType, boolean hideUsage, VendorUsage vendor, boolean tokensPriced) {
            this(status, contentType, hideUsage, vendor, tokensPriced, name -> null);
        }

        /** An answer of a provider without peculiarities, of a model that is priced by tokens. */
        public Answer(int status, String contentType, boolean hideUsage) {
            this(status, contentType, hideUsage, VendorUsage.USUAL, true);
        }
    }
}

package dev.tollgate.filter.limit;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongConsumer;

/**
 * Leave to make one call, taken from the rate limits. Must be {@linkplain #end ended} when the call has ended, whatever
 * the end; ending it twice does nothing.
 */
public final class Permit {

    /** Of a call that nothing limits. */
    public static final Permit UNLIMITED = new Permit(used -> {});

    private final AtomicBoolean ended = new AtomicBoolean();
    private final LongConsumer settle;

    /** @param settle told how many tokens the call used, once */
    Permit(LongConsumer settle) {
        this.settle = settle;
    }

    /**
     * Gives back the places among the running calls, and settles the tokens: those that were taken but not used are given
     * back, those used beyond are taken too.
     *
     * @param used tokens that the call used, zero or more
     */
    public void end(long used) {
        if (ended.compareAndSet(false, true)) {
            settle.accept(used);
        }
    }
}

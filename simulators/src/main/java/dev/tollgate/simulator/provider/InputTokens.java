package dev.tollgate.simulator.provider;

/**
 * Scripted input counts. {@code total} counts every billed input token, cached and cache-written ones included, or is
 * {@link #COUNTED}; {@code cacheWrite1h} is the part of {@code cacheWrite} that is kept for an hour.
 */
record InputTokens(long total, long cached, long cacheWrite, long cacheWrite1h) {
    /** Count the words of the request instead. */
    static final long COUNTED = -1;

    InputTokens {
        if (total < COUNTED || cached < 0 || cacheWrite < 0 || cacheWrite1h < 0) {
            throw new IllegalArgumentException("Scripted token counts are not below zero.");
        }
        if (total != COUNTED && Math.addExact(cached, cacheWrite) > total) {
            throw new IllegalArgumentException("cached and cacheWrite are parts of input: " + cached + " + "
                    + cacheWrite + " is more than " + total + ".");
        }
        if (cacheWrite1h > cacheWrite) {
            throw new IllegalArgumentException(
                    "cacheWrite1h is a part of cacheWrite: " + cacheWrite1h + " is more than " + cacheWrite + ".");
        }
    }

    /** The same with a true total: the scripted one, else the words of the request, at least 1 and its parts. */
    InputTokens counted(long words) {
        return total == COUNTED
                ? new InputTokens(Math.max(Math.max(1, words), cached + cacheWrite), cached, cacheWrite, cacheWrite1h)
                : this;
    }

    long uncached() {
        return total - cached - cacheWrite;
    }
}

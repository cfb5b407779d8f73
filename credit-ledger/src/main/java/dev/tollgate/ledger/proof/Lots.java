package dev.tollgate.ledger.proof;

import java.util.Arrays;

/** The lots of a wallet's row. */
record Lots(long[] grants, long[] free, long[] held, long[] from, long[] until, byte[][] models) {

    /** One of them; times in microseconds since 1970. */
    record Lot(long grant, long free, long held, long from, long until, byte[] models) {
        boolean hasTermsOf(Grant given) {
            return from == given.from() && until == given.until() && Arrays.equals(models, given.models());
        }
    }

    Lots {
        int length = grants.length;
        if (free.length != length
                || held.length != length
                || from.length != length
                || until.length != length
                || models.length != length) {
            throw new IllegalStateException("its lists of lots are not of the same length");
        }
    }

    static Lots read(CopyRows row) {
        return new Lots(row.numbers(), row.numbers(), row.numbers(), row.times(), row.times(), row.texts());
    }

    int size() {
        return grants.length;
    }

    Lot lot(int k) {
        return new Lot(grants[k], free[k], held[k], from[k], until[k], models[k]);
    }

    /** All that is in them. */
    long sum() {
        return Arrays.stream(free).sum() + Arrays.stream(held).sum();
    }

    long sumHeld() {
        return Arrays.stream(held).sum();
    }

    /** When the sweeper must have looked at them at the latest: the next end of one that has something left. */
    long nextUntil(long now) {
        long next = Long.MAX_VALUE;
        for (int k = 0; k < grants.length; k++) {
            if (free[k] + held[k] > 0) {
                next = Math.min(next, Math.max(until[k], now));
            }
        }
        return next;
    }
}

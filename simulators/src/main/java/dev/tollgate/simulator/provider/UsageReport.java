package dev.tollgate.simulator.provider;

import java.math.BigInteger;
import tools.jackson.databind.node.ObjectNode;

/** How the simulator writes the usage object of an answer. */
public enum UsageReport {
    /** As documented, with the true counts. */
    REPORTED {
        @Override
        void write(ObjectNode usage, String name, long count) {
            usage.put(name, count);
        }
    },
    /** No usage object at all. */
    MISSING {
        @Override
        void write(ObjectNode usage, String name, long count) {
            throw new IllegalStateException("An answer without usage has no counts to write.");
        }
    },
    /** Texts where numbers belong. */
    MALFORMED {
        @Override
        void write(ObjectNode usage, String name, long count) {
            usage.put(name, "many");
        }
    },
    /** Counts below zero. */
    NEGATIVE {
        @Override
        void write(ObjectNode usage, String name, long count) {
            usage.put(name, -1 - count);
        }
    },
    /** Counts that do not fit a {@code long}. */
    OVERFLOWING {
        @Override
        void write(ObjectNode usage, String name, long count) {
            usage.put(name, BEYOND_LONG.add(BigInteger.valueOf(count)));
        }
    };

    private static final BigInteger BEYOND_LONG = BigInteger.TWO.pow(Long.SIZE);

    abstract void write(ObjectNode usage, String name, long count);
}

package dev.tollgate.ledger.key;

import dev.tollgate.pricing.Credits;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a key, or a run of it, may spend, and how far it is used up.
 *
 * @param used what was charged since its period began
 * @param held what is set aside for running calls
 * @param renews when its next period begins; null: never
 */
public record Budget(Period period, Credits limit, Credits used, Credits held, @Nullable Instant renews) {

    /** How long a limit stands; days and months are those of the account's time zone. */
    public enum Period {
        DAY,
        MONTH,
        TOTAL,
        /** The whole time of one run. */
        RUN,
        /** Of no budget: the key has as many runs as it may, and this one would be one more. */
        RUNS;

        /** As the database and the API call it. */
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final int MICROS = 1_000_000;

    /** Reads what the database says of a budget: period, limit, used and held in nano-credits, its end in microseconds. */
    public static Budget parse(String text) {
        String[] parts = text.split(" ", -1);
        long renews = Long.parseLong(parts[4]);
        return new Budget(
                Period.valueOf(parts[0].toUpperCase(Locale.ROOT)),
                Credits.ofNanos(Long.parseLong(parts[1])),
                Credits.ofNanos(Long.parseLong(parts[2])),
                Credits.ofNanos(Long.parseLong(parts[3])),
                renews == Long.MAX_VALUE
                        ? null
                        : Instant.ofEpochSecond(Math.floorDiv(renews, MICROS), Math.floorMod(renews, MICROS) * 1000L));
    }

    /** What of it is free. */
    public Credits left() {
        return Credits.ofNanos(Math.max(0, limit.nanos() - used.nanos() - held.nanos()));
    }
}

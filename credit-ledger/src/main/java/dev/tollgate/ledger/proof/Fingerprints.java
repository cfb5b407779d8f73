package dev.tollgate.ledger.proof;

import java.nio.ByteBuffer;
import java.security.SecureRandom;

/**
 * Settlements as single numbers, to compare by their sums what is too much to keep: entries and usage records must make the
 * same sum for each wallet. The keys are made anew for each proof, so that nobody can prepare rows which cancel out.
 */
final class Fingerprints {

    private static final int WORDS = 6;

    private final long[] keys = new SecureRandom().longs(WORDS).toArray();

    /**
     * @param document hash of the usage record, 32 bytes
     * @param charged nano-credits
     * @param micros when it was settled
     */
    long of(byte[] document, long charged, long micros) {
        ByteBuffer words = ByteBuffer.wrap(document);
        long mixed = mix(charged ^ keys[0]);
        mixed = mix(mixed ^ micros ^ keys[1]);
        for (int word = 2; word < WORDS; word++) {
            mixed = mix(mixed ^ words.getLong() ^ keys[word]);
        }
        return mixed;
    }

    /** Each bit of the result depends on each bit of the number (the last step of MurmurHash3). */
    private static long mix(long number) {
        long mixed = (number ^ number >>> 33) * 0xFF51AFD7ED558CCDL;
        mixed = (mixed ^ mixed >>> 33) * 0xC4CEB9FE1A85EC53L;
        return mixed ^ mixed >>> 33;
    }
}

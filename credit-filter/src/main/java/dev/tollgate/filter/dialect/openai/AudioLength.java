package dev.tollgate.filter.dialect.openai;

/**
 * How long a sound may be, from its bytes: exactly for WAV with plain samples, else by how much a second of it takes.
 *
 * @param most seconds, rounded up
 */
record AudioLength(long most) {

    /** The thinnest sound that speech is sent in: 8 kbit/s. */
    private static final long LEAST_BYTES_A_SECOND = 1_000;

    private static final int HEAD = 44;
    private static final int PLAIN_SAMPLES = 1;
    private static final int FASTEST = 192_000;

    /** Of a sound that the request names by its address. */
    static final AudioLength ELSEWHERE = new AudioLength(4 * 3_600);

    static AudioLength of(byte[] body, int from, int to) {
        long bytes = to - from;
        long rate = wavRate(body, from, to);
        return new AudioLength(seconds(bytes, rate > 0 ? rate : LEAST_BYTES_A_SECOND));
    }

    AudioLength or(AudioLength other) {
        return other.most > most ? other : this;
    }

    private static long seconds(long bytes, long rate) {
        return Math.max(1, (bytes + rate - 1) / rate);
    }

    /** Bytes of a second; 0 if it is no WAV whose head agrees with itself. */
    private static long wavRate(byte[] body, int from, int to) {
        if (to - from < HEAD || !says(body, from, "RIFF") || !says(body, from + 8, "WAVEfmt ")) {
            return 0;
        }
        long channels = number(body, from + 22, 2);
        long samples = number(body, from + 24, 4);
        long rate = number(body, from + 28, 4);
        long bits = number(body, from + 34, 2);
        boolean plain = number(body, from + 20, 2) == PLAIN_SAMPLES && samples <= FASTEST && channels <= 8;
        return plain && rate == samples * channels * bits / 8 ? rate : 0;
    }

    private static boolean says(byte[] body, int at, String text) {
        for (int i = 0; i < text.length(); i++) {
            if (body[at + i] != text.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Little-endian. */
    private static long number(byte[] body, int at, int bytes) {
        long number = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            number = number << 8 | body[at + i] & 0xFF;
        }
        return number;
    }
}

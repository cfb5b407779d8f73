package dev.tollgate.simulator.provider;

/** A run of body bytes that goes out together. A paced one waits for the script's delay first. */
record Frame(byte[] bytes, boolean paced) {
    static Frame plain(byte[] bytes) {
        return new Frame(bytes, false);
    }

    static Frame paced(byte[] bytes) {
        return new Frame(bytes, true);
    }
}

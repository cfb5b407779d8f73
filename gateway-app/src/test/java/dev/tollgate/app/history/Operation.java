package dev.tollgate.app.history;

/**
 * A move that a client asks for.
 *
 * @param id what makes it unique: the hold's id, the spend's key, the grant's reference
 * @param amount nano-credits; 0 for a release and a balance
 */
record Operation(Kind kind, long wallet, String id, long amount) {

    enum Kind {
        HOLD("PLACED"),
        CAPTURE("CAPTURED", "ALREADY_CAPTURED"),
        RELEASE("RELEASED"),
        SPEND("SPENT", "ALREADY_SPENT"),
        GRANT("GRANTED", "ALREADY_GRANTED"),
        BALANCE("READ");

        private final java.util.Set<String> done;

        Kind(String... done) {
            this.done = java.util.Set.of(done);
        }

        /** Whether this answer says that the move is made, now or before. */
        boolean done(String status) {
            return done.contains(status);
        }

        /** Whether such a move leaves entries, if it is made. */
        boolean isWritten() {
            return this == CAPTURE || this == SPEND || this == GRANT;
        }
    }

    /** One line for a node's input. */
    String line() {
        return kind + " " + wallet + " " + id + " " + amount;
    }

    static Operation parse(String line) {
        String[] parts = line.split(" ");
        return new Operation(Kind.valueOf(parts[0]), Long.parseLong(parts[1]), parts[2], Long.parseLong(parts[3]));
    }
}

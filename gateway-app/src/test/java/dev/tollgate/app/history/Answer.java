package dev.tollgate.app.history;

/**
 * What a node said.
 *
 * @param status the ledger's own word for it; {@link #UNKNOWN} if nothing is known
 * @param debited what the move took, in nano-credits like the rest
 */
record Answer(String status, long debited, long available, long onHold, long debt) {

    static final Answer UNKNOWN = new Answer("UNKNOWN", 0, 0, 0, 0);

    boolean isKnown() {
        return !status.equals(UNKNOWN.status);
    }

    /** Whether it tells what the account has: not if there was no such hold. */
    boolean tellsBalance() {
        return isKnown() && !status.equals("NO_HOLD");
    }

    /**
     * Whether a wallet with this balance (what is left of its grants, held or not, less its debt) can have given this
     * answer. What is available is never told to be below zero, so a balance that is may be any below what is held.
     */
    boolean fits(long balance) {
        return available > 0 || debt == 0 ? balance == available + onHold : balance <= onHold;
    }

    /** One line for a node's output. */
    String line() {
        return status + " " + debited + " " + available + " " + onHold + " " + debt;
    }

    static Answer parse(String line) {
        String[] parts = line.split(" ");
        return new Answer(
                parts[0],
                Long.parseLong(parts[1]),
                Long.parseLong(parts[2]),
                Long.parseLong(parts[3]),
                Long.parseLong(parts[4]));
    }
}

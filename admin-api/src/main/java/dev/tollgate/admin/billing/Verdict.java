package dev.tollgate.admin.billing;

/**
 * What became of an event.
 *
 * @param reason for people; empty where it is done
 */
record Verdict(State state, String reason) {

    enum State {
        /** The books were brought to it, and it is marked so already. */
        DONE,
        /** It concerns no credits. */
        IGNORED,
        /** It cannot be worked on as it is; somebody must look. */
        KEPT,
        /** What it needs is not there yet; tried some times more. */
        LATER,
        /** Stripe or the database is away; tried until it is back. */
        AWAY
    }

    static final Verdict DONE = new Verdict(State.DONE, "");

    static Verdict ignored(String reason) {
        return new Verdict(State.IGNORED, reason);
    }

    static Verdict kept(String reason) {
        return new Verdict(State.KEPT, reason);
    }

    static Verdict away(String reason) {
        return new Verdict(State.AWAY, reason);
    }

    static Verdict later(String reason) {
        return new Verdict(State.LATER, reason);
    }
}

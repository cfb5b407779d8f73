package dev.tollgate.app.history;

/**
 * One try of an operation as its client saw it. Times are numbers of one counter that all clients share.
 *
 * @param answered {@link #NEVER} if the client gave up, or its node died
 */
record Call(Operation operation, long asked, long answered, Answer answer) {

    static final long NEVER = Long.MAX_VALUE;

    Call {
        if (asked >= answered || answer.isKnown() == (answered == NEVER)) {
            throw new IllegalArgumentException(
                    "a call is asked before it is answered, and unknown if it never is: " + asked + ", " + answered);
        }
    }

    boolean isDone() {
        return operation.kind().done(answer.status());
    }
}

package dev.tollgate.ledger.login;

import java.util.Optional;

/**
 * What became of a refresh token.
 *
 * @param session empty unless the next token counts now
 */
public record Refreshed(Status status, Optional<Session> session) {

    /** The first two are answered with the next token, the rest with one and the same refusal. */
    public enum Status {
        ROTATED,
        /** The same exchange again, a moment later: its token counts already, and has not been used. */
        REPEATED,
        UNKNOWN,
        /** Its session was ended, or was not used for too long. */
        OVER,
        /** Used a moment ago for something else; nothing is changed. */
        RACED,
        /** Used before: whoever has it now, the session is over. */
        REUSED
    }
}

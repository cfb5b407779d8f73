package dev.tollgate.filter;

import dev.tollgate.filter.dialect.Dialect;
import dev.tollgate.filter.dialect.Operation;
import dev.tollgate.filter.identity.Caller;
import dev.tollgate.filter.identity.SentKeys;
import dev.tollgate.filter.limit.Visit;
import dev.tollgate.ledger.key.Run;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The facts of a request, as a door hands them to the gate.
 *
 * @param id made by the gateway, never by the client: it names the hold
 * @param visit where it comes from, and which limits it has met
 * @param body the whole request body
 * @param tags the caller's own labels for the usage log
 * @param sentKeys provider keys of the caller's own, for this call
 * @param wishes what it may cost, and whether it is meant
 * @param run the piece of work that the caller says it belongs to; null: none
 */
public record Call(
        UUID id,
        Instant at,
        Dialect dialect,
        Operation operation,
        Caller caller,
        Visit visit,
        byte[] body,
        Map<String, String> tags,
        SentKeys sentKeys,
        Wishes wishes,
        @Nullable Run run) {

    /** The same with another request in the place of what was asked. */
    Call instead(Operation other, byte[] otherBody, SentKeys keys) {
        return new Call(id, at, dialect, other, caller, visit, otherBody, tags, keys, wishes, run);
    }

    /** A call that belongs to no run, brings no keys and may cost what it does. */
    public Call(
            UUID id,
            Instant at,
            Dialect dialect,
            Operation operation,
            Caller caller,
            Visit visit,
            byte[] body,
            Map<String, String> tags) {
        this(id, at, dialect, operation, caller, visit, body, tags, SentKeys.NONE, Wishes.NONE, null);
    }
}

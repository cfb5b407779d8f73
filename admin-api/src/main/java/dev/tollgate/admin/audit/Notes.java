package dev.tollgate.admin.audit;

import dev.tollgate.admin.problem.Texts;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.audit.AuditNote;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.server.reactive.ServerHttpRequest;
import tools.jackson.databind.json.JsonMapper;

/**
 * What a request is told of in the audit log.
 *
 * @param actor who sent it
 * @param request its id: the client's {@code x-request-id}, else the server's own
 */
public record Notes(String actor, String request) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int LONGEST_ID = 100;

    /** Of an administrator's request; see {@link Actor#of}. */
    public static Notes ofAdmin(Optional<Account> person, ServerHttpRequest request) {
        return new Notes(Actor.of(person, request), id(request));
    }

    /** Of the request of an account, by its id. */
    public static Notes of(String account, ServerHttpRequest request) {
        return new Notes(account, id(request));
    }

    /** The account's public id of somebody who has logged in; empty for the admin key: no name that it is given begins so. */
    public String person() {
        return actor.startsWith(Actor.OF_PEOPLE) ? actor : "";
    }

    private static String id(ServerHttpRequest request) {
        String own = request.getHeaders().getFirst("x-request-id");
        return own != null && !own.isBlank() && own.length() <= LONGEST_ID && Texts.areStorable(own)
                ? own
                : request.getId();
    }

    /** An action that replaces nothing. */
    public AuditNote note(String action, String target, String reason, Map<String, ?> became) {
        return new AuditNote(actor, action, target, reason, "", JSON.writeValueAsString(became), request);
    }

    /** @param was what is no more */
    public AuditNote note(String action, String target, String reason, Map<String, ?> was, Map<String, ?> became) {
        return new AuditNote(
                actor, action, target, reason, JSON.writeValueAsString(was), JSON.writeValueAsString(became), request);
    }
}

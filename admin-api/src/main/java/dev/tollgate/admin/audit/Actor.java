package dev.tollgate.admin.audit;

import dev.tollgate.admin.problem.Problem;
import dev.tollgate.admin.problem.Texts;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** The person who holds the admin key, as the client names it. */
public final class Actor {

    private static final String HEADER = "x-admin-actor";
    private static final int LONGEST = 100;

    /** The admin key belongs to no person. */
    private static final String NOBODY = "admin key";

    private Actor() {}

    /** @throws Problem if the header holds what cannot be shown */
    public static String of(ServerHttpRequest request) {
        String actor = request.getHeaders().getFirst(HEADER);
        if (actor == null || actor.isBlank()) {
            return NOBODY;
        }
        boolean printable = actor.codePoints()
                .allMatch(point -> !Character.isISOControl(point)
                        && Character.getType(point) != Character.FORMAT
                        && Character.isDefined(point));
        if (actor.length() > LONGEST || !printable || !Texts.areStorable(actor)) {
            throw Problem.badField(HEADER, "must be at most " + LONGEST + " printable characters; or leave it out.");
        }
        return actor.strip();
    }
}

package dev.tollgate.admin.audit;

import dev.tollgate.admin.problem.Problem;
import dev.tollgate.admin.problem.Texts;
import dev.tollgate.ledger.account.Account;
import java.util.Optional;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** Which administrator it is: by an access token the account that it speaks for; with the admin key, as the client says. */
public final class Actor {

    private static final String HEADER = "x-admin-actor";
    private static final int LONGEST = 100;

    /** The admin key belongs to no person. */
    private static final String NOBODY = "admin key";

    /** How the public id of every account begins. */
    static final String OF_PEOPLE = "acc_";

    private Actor() {}

    /**
     * @param person whose token was shown, as {@code Access.requireAdmin} tells it
     * @throws Problem if the header holds what cannot be shown
     */
    public static String of(Optional<Account> person, ServerHttpRequest request) {
        return person.map(Account::publicId).orElseGet(() -> named(request));
    }

    private static String named(ServerHttpRequest request) {
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
        if (actor.strip().startsWith(OF_PEOPLE)) {
            throw Problem.badField(HEADER, "must name a person: an account's id comes from its access token alone.");
        }
        return actor.strip();
    }
}

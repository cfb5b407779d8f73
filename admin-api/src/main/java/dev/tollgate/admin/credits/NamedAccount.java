package dev.tollgate.admin.credits;

import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.account.Accounts;
import java.util.List;
import java.util.stream.Stream;
import reactor.core.publisher.Mono;

/** The account that an administrator names in a body, by its id or its e-mail address. */
record NamedAccount(String name) {

    private static final int LONGEST = 255;

    /** Reads the field {@code account}; {@code userId} or {@code email} may stand for it. */
    static NamedAccount read(Fields fields) {
        List<String> named = Stream.of("account", "userId", "email")
                .flatMap(field -> fields.text(field, LONGEST).stream())
                .filter(name -> !name.isBlank())
                .distinct()
                .toList();
        if (named.size() != 1) {
            throw Problem.badField(
                    "account",
                    "must name one account by its id or e-mail address; 'userId' or 'email' may stand for it.");
        }
        return new NamedAccount(named.get(0));
    }

    /** Fails with a 404 problem if there is none. */
    Mono<Account> find(Accounts accounts) {
        Mono<Account> found = name.contains("@") ? accounts.byEmail(name) : accounts.byPublicId(name);
        return found.switchIfEmpty(Mono.error(NamedAccount::none));
    }

    static Problem none() {
        return Problem.notFound("There is no such account.");
    }
}

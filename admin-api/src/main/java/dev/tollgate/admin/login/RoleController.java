package dev.tollgate.admin.login;

import dev.tollgate.admin.problem.Access;
import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.account.Accounts;
import dev.tollgate.ledger.login.People;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code PUT /api/accounts/{account}/role}, for administrators: who else is one. It counts from the next request on. */
@RestController
class RoleController {

    private static final int LONGEST_REASON = 500;
    private static final int LONGEST_ROLE = 20;

    private final Access access;
    private final Accounts accounts;
    private final People people;

    RoleController(Access access, Accounts accounts, People people) {
        this.access = access;
        this.accounts = accounts;
        this.people = people;
    }

    record Given(String account, String role) {}

    @PutMapping("/api/accounts/{account}/role")
    Mono<Given> set(@PathVariable("account") String id, ServerHttpRequest request) {
        String actor = access.requireAdmin(request);
        return Fields.from(request, "role", "reason").flatMap(fields -> {
            boolean admin = isAdmin(fields);
            String reason = reason(fields);
            return accounts.byPublicId(id)
                    .filterWhen(account -> people.setRole(account, admin, actor, reason))
                    .map(account -> new Given(account.publicId(), admin ? "admin" : "user"))
                    .switchIfEmpty(Mono.error(() -> Problem.notFound("There is no such account.")));
        });
    }

    private static boolean isAdmin(Fields fields) {
        return fields.text("role", LONGEST_ROLE)
                .filter(role -> role.equals("admin") || role.equals("user"))
                .orElseThrow(() -> Problem.badField("role", "must be \"admin\" or \"user\"."))
                .equals("admin");
    }

    private static String reason(Fields fields) {
        return fields.text("reason", LONGEST_REASON)
                .filter(reason -> !reason.isBlank())
                .orElseThrow(() -> Problem.badField("reason", "must say why, in at most 500 characters."));
    }
}

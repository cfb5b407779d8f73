package dev.tollgate.admin.login;

import dev.tollgate.admin.approval.ApprovalSettings;
import dev.tollgate.admin.audit.Notes;
import dev.tollgate.admin.problem.Access;
import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.account.Accounts;
import dev.tollgate.ledger.audit.AuditLog;
import dev.tollgate.ledger.audit.AuditNote;
import dev.tollgate.ledger.login.People;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.springframework.http.HttpStatus;
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
    private final AuditLog audit;
    private final ApprovalSettings approval;

    RoleController(Access access, Accounts accounts, AuditLog audit, ApprovalSettings approval) {
        this.access = access;
        this.accounts = accounts;
        this.audit = audit;
        this.approval = approval;
    }

    record Given(String account, String role) {}

    @PutMapping("/api/accounts/{account}/role")
    Mono<Given> set(@PathVariable("account") String id, ServerHttpRequest request) {
        Notes notes = Notes.ofAdmin(access.requireAdmin(request), request);
        return Fields.from(request, "role", "reason").flatMap(fields -> {
            String role = role(fields);
            requireKey(role, notes);
            String reason = reason(fields);
            Function<String, AuditNote> note =
                    before -> notes.note("account.role", id, reason, Map.of("role", before), Map.of("role", role));
            return accounts.byPublicId(id)
                    .flatMap(account -> set(account, role, note))
                    .map(before -> new Given(id, role))
                    .switchIfEmpty(Mono.error(() -> Problem.notFound("There is no such account.")));
        });
    }

    /** Or an administrator could make the second one that approves. */
    private void requireKey(String role, Notes notes) {
        if (approval.needsTwo() && role.equals("admin") && !notes.person().isEmpty()) {
            throw new Problem(
                    HttpStatus.FORBIDDEN,
                    "admin_key_required",
                    "Where a second administrator is needed, only the admin key makes administrators. Send it as"
                            + " 'x-admin-key', without an access token.");
        }
    }

    private Mono<String> set(Account account, String role, Function<String, AuditNote> note) {
        return audit.with(
                connection -> People.setRole(connection, account, role), before -> Optional.of(note.apply(before)));
    }

    private static String role(Fields fields) {
        return fields.text("role", LONGEST_ROLE)
                .filter(role -> role.equals("admin") || role.equals("user"))
                .orElseThrow(() -> Problem.badField("role", "must be \"admin\" or \"user\"."));
    }

    private static String reason(Fields fields) {
        return fields.text("reason", LONGEST_REASON)
                .filter(reason -> !reason.isBlank())
                .orElseThrow(() -> Problem.badField("reason", "must say why, in at most 500 characters."));
    }
}

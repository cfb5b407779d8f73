package dev.tollgate.admin.account;

import dev.tollgate.admin.audit.Notes;
import dev.tollgate.admin.problem.Access;
import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.AuditedLedger;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.account.Accounts;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * {@code POST /api/accounts/{account}/freeze} and {@code /unfreeze}, for administrators: a frozen account spends nothing.
 * Calls that run are settled all the same. The reason stands in the account's journal.
 */
@RestController
class FreezeController {

    private static final int LONGEST_REASON = 500;

    private final Access access;
    private final Accounts accounts;
    private final AuditedLedger ledger;

    FreezeController(Access access, Accounts accounts, AuditedLedger ledger) {
        this.access = access;
        this.accounts = accounts;
        this.ledger = ledger;
    }

    record Frozen(String account, boolean frozen) {}

    @PostMapping("/api/accounts/{account}/freeze")
    Mono<Frozen> freeze(@PathVariable String account, ServerHttpRequest request) {
        return set(account, true, request);
    }

    @PostMapping("/api/accounts/{account}/unfreeze")
    Mono<Frozen> unfreeze(@PathVariable String account, ServerHttpRequest request) {
        return set(account, false, request);
    }

    private Mono<Frozen> set(String id, boolean frozen, ServerHttpRequest request) {
        Notes notes = Notes.ofAdmin(access.requireAdmin(request), request);
        return Fields.from(request, "reason").map(FreezeController::reason).flatMap(reason -> accounts.byPublicId(id)
                .flatMap(account ->
                        freeze(account, frozen, reason, notes).thenReturn(new Frozen(account.publicId(), frozen)))
                .switchIfEmpty(Mono.error(() -> Problem.notFound("There is no such account."))));
    }

    private Mono<Boolean> freeze(Account account, boolean frozen, String reason, Notes notes) {
        String action = frozen ? "account.freeze" : "account.unfreeze";
        return ledger.move(moves -> moves.freeze(account.id(), frozen, reason), was -> Optional.of(
                        notes.note(action, account.publicId(), reason, Map.of("frozen", was), Map.of("frozen", frozen)))
                .filter(note -> was != frozen));
    }

    private static String reason(Fields fields) {
        return fields.text("reason", LONGEST_REASON)
                .filter(reason -> !reason.isBlank())
                .orElseThrow(() -> Problem.badField("reason", "must say why, in at most 500 characters."));
    }
}

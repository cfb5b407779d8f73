package dev.tollgate.admin.key;

import dev.tollgate.admin.audit.Notes;
import dev.tollgate.admin.problem.Access;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.account.Accounts;
import dev.tollgate.ledger.key.AccountKeys;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code /api/accounts/{account}/keys}, for administrators: they see and revoke keys, and make none. */
@RestController
class AccountKeyController {

    private final Access access;
    private final Accounts accounts;
    private final AccountKeys keys;

    AccountKeyController(Access access, Accounts accounts, AccountKeys keys) {
        this.access = access;
        this.accounts = accounts;
        this.keys = keys;
    }

    @GetMapping("/api/accounts/{account}/keys")
    Mono<KeyPage> list(
            @PathVariable String account,
            ServerHttpRequest request,
            @RequestParam(required = false) @Nullable String cursor) {
        access.requireAdmin(request);
        return found(account).flatMap(of -> KeyPage.of(keys, of.id(), KeyController.before(cursor)));
    }

    @DeleteMapping("/api/accounts/{account}/keys/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> revoke(@PathVariable String account, @PathVariable String id, ServerHttpRequest request) {
        Notes notes = Notes.ofAdmin(access.requireAdmin(request), request);
        return found(account)
                .filterWhen(
                        of -> keys.revoke(of.id(), id, notes.note("key.revoke", of.publicId(), "", Map.of("key", id))))
                .switchIfEmpty(Mono.error(KeyController::none))
                .then();
    }

    private Mono<Account> found(String account) {
        return accounts.byPublicId(account)
                .switchIfEmpty(Mono.error(() -> Problem.notFound("There is no such account.")));
    }
}

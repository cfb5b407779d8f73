package dev.tollgate.admin.key;

import dev.tollgate.admin.problem.Cursor;
import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.admin.problem.ShownKeys;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.key.AccountKeys;
import dev.tollgate.ledger.key.NewSecret;
import dev.tollgate.ledger.key.TooManyKeys;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code /api/keys}: an account's own keys. A key of somebody else is answered like one that does not exist. */
@RestController
class KeyController {

    private final ShownKeys shown;
    private final AccountKeys keys;

    KeyController(ShownKeys shown, AccountKeys keys) {
        this.shown = shown;
        this.keys = keys;
    }

    @GetMapping("/api/keys")
    Mono<KeyPage> list(ServerHttpRequest request, @RequestParam(required = false) @Nullable String cursor) {
        return shown.unrestricted(request).flatMap(account -> KeyPage.of(keys, account.id(), before(cursor)));
    }

    static long before(@Nullable String cursor) {
        return cursor == null ? Long.MAX_VALUE : Cursor.read(cursor);
    }

    @PostMapping("/api/keys")
    @ResponseStatus(HttpStatus.CREATED)
    Mono<KeyView> create(ServerHttpRequest request) {
        return shown.unrestricted(request).flatMap(account -> Fields.from(request, KeyBody.FIELDS)
                .map(KeyBody::created)
                .flatMap(terms -> keys.create(account.id(), terms))
                .onErrorMap(TooManyKeys.class, KeyController::tooMany)
                .flatMap(secret -> view(account, secret)));
    }

    @GetMapping("/api/keys/{id}")
    Mono<KeyView> one(@PathVariable String id, ServerHttpRequest request) {
        return shown.unrestricted(request)
                .flatMap(account -> keys.find(account.id(), id))
                .map(KeyView::of)
                .switchIfEmpty(Mono.error(KeyController::none));
    }

    @PatchMapping("/api/keys/{id}")
    Mono<KeyView> change(@PathVariable String id, ServerHttpRequest request) {
        return shown.unrestricted(request).flatMap(account -> Fields.from(request, KeyBody.FIELDS)
                .map(KeyBody::changed)
                .filterWhen(terms -> keys.change(account.id(), id, terms))
                .flatMap(terms -> keys.find(account.id(), id))
                .map(KeyView::of)
                .switchIfEmpty(Mono.error(KeyController::none)));
    }

    @PostMapping("/api/keys/{id}/rotate")
    Mono<KeyView> rotate(@PathVariable String id, ServerHttpRequest request) {
        return shown.unrestricted(request).flatMap(account -> Fields.from(request, "overlap")
                .map(KeyBody::overlap)
                .flatMap(overlap -> keys.rotate(account.id(), id, overlap))
                .onErrorMap(TooManyKeys.class, KeyController::tooMany)
                .flatMap(secret -> view(account, secret))
                .switchIfEmpty(Mono.error(KeyController::none)));
    }

    @DeleteMapping("/api/keys/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> revoke(@PathVariable String id, ServerHttpRequest request) {
        return shown.unrestricted(request)
                .filterWhen(account -> keys.revoke(account.id(), id))
                .switchIfEmpty(Mono.error(KeyController::none))
                .then();
    }

    private Mono<KeyView> view(Account account, NewSecret secret) {
        return keys.find(account.id(), secret.id()).map(key -> KeyView.of(key, secret.key()));
    }

    static Problem none() {
        return Problem.notFound("There is no such key.");
    }

    private static Problem tooMany(TooManyKeys most) {
        return new Problem(HttpStatus.CONFLICT, "too_many_keys", String.valueOf(most.getMessage()));
    }
}

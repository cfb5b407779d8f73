package dev.tollgate.admin.problem;

import dev.tollgate.admin.AdminDoor;
import dev.tollgate.admin.AdminKey;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.account.ApiKeys;
import dev.tollgate.ledger.account.KeyHolder;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Who may call: programs with a gateway key, people with an access token, administrators with the admin key or a token of
 * theirs. A token that is no good is refused, whatever else the request shows.
 */
@Component
public final class Access {

    private static final String OPENED = Access.class.getName();
    private static final String ADMIN_KEY = "x-admin-key";

    private final ApiKeys keys;
    private final AdminKey adminKey;
    private final AdminDoor adminDoor;

    Access(ApiKeys keys, AdminKey adminKey, AdminDoor adminDoor) {
        this.keys = keys;
        this.adminKey = adminKey;
        this.adminDoor = adminDoor;
    }

    /**
     * The account of the access token or gateway key in {@code Authorization: Bearer}, or of the key in {@code x-api-key};
     * a 401 problem without one.
     */
    public Mono<Account> account(ServerHttpRequest request) {
        if (TokenReader.found(request) != null) {
            return visitor(request).map(Visitor::account);
        }
        return holder(request).map(KeyHolder::account);
    }

    /** Whom the gateway key speaks for; a 401 problem without one, also with an access token. */
    public Mono<KeyHolder> holder(ServerHttpRequest request) {
        String key = key(request.getHeaders());
        Mono<KeyHolder> holder = key == null ? Mono.empty() : keys.holderOf(key);
        return holder.doOnNext(known -> opened(request, key)).switchIfEmpty(Mono.error(Access::noKey));
    }

    /** To whoever has no key, or one that is no good. */
    public static Problem noKey() {
        return new Problem(
                HttpStatus.UNAUTHORIZED,
                "invalid_api_key",
                "Send a valid Tollgate key as 'Authorization: Bearer tg_live_…' or 'x-api-key'.");
    }

    /** Who shows an access token; empty without one, a 401 problem with a bad one. */
    public Mono<Visitor> visitor(ServerHttpRequest request) {
        Object found = TokenReader.found(request);
        if (found instanceof Throwable failure) {
            return Mono.error(failure);
        }
        if (found instanceof Visitor visitor) {
            opened(request, TokenReader.bearer(request.getHeaders()));
            return Mono.just(visitor);
        }
        return Mono.empty();
    }

    /**
     * What the request showed that was found good: a gateway key, an access token or the admin key. Empty if nothing was, or
     * nobody asked.
     */
    public static Optional<String> openedBy(ServerHttpRequest request) {
        return Optional.ofNullable((String) request.getAttributes().get(OPENED));
    }

    private static void opened(ServerHttpRequest request, @Nullable String secret) {
        if (secret != null) {
            request.getAttributes().put(OPENED, secret);
        }
    }

    /** The same key that the gate would take: a header without one counts as absent. */
    private static @Nullable String key(HttpHeaders headers) {
        String bearer = TokenReader.bearer(headers);
        if (bearer != null) {
            return bearer;
        }
        String key = headers.getFirst("x-api-key");
        return key == null ? null : key.strip();
    }

    /**
     * Throws a 403 problem where administrators are not let in, whatever the request shows; a 401 problem unless it shows
     * the admin key or an administrator's access token; a 403 problem for the token of somebody else.
     *
     * @return whose token it is; empty with the admin key, which belongs to no person
     */
    public Optional<Account> requireAdmin(ServerHttpRequest request) {
        if (!adminDoor.admits(request)) {
            throw new Problem(
                    HttpStatus.FORBIDDEN,
                    "admin_elsewhere",
                    "Administrators are not served at this address. Use the port of tollgate.admin.port.");
        }
        String shown = request.getHeaders().getFirst(ADMIN_KEY);
        if (adminKey.matches(shown)) {
            opened(request, shown);
            return Optional.empty();
        }
        Object found = TokenReader.found(request);
        if (found instanceof RuntimeException failure) {
            throw failure;
        }
        if (found instanceof Visitor visitor) {
            opened(request, TokenReader.bearer(request.getHeaders()));
            if (visitor.admin()) {
                return Optional.of(visitor.account());
            }
            throw new Problem(HttpStatus.FORBIDDEN, "admin_only", "Only an administrator may do this.");
        }
        throw new Problem(
                HttpStatus.UNAUTHORIZED,
                "invalid_admin_key",
                "Send the admin key as the header 'x-admin-key', or an administrator's access token.");
    }
}

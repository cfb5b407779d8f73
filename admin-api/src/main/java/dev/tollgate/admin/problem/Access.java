package dev.tollgate.admin.problem;

import dev.tollgate.admin.AdminKey;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.account.ApiKeys;
import dev.tollgate.ledger.account.KeyHolder;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Who may call: callers with their gateway key, administrators with theirs. */
@Component
public final class Access {

    private static final String BEARER = "bearer ";

    private final ApiKeys keys;
    private final AdminKey adminKey;

    Access(ApiKeys keys, AdminKey adminKey) {
        this.keys = keys;
        this.adminKey = adminKey;
    }

    /** The account of the gateway key in {@code Authorization: Bearer} or {@code x-api-key}; a 401 problem without one. */
    public Mono<Account> account(ServerHttpRequest request) {
        String key = key(request.getHeaders());
        Mono<KeyHolder> holder = key == null ? Mono.empty() : keys.holderOf(key);
        return holder.map(KeyHolder::account)
                .switchIfEmpty(Mono.error(() -> new Problem(
                        HttpStatus.UNAUTHORIZED,
                        "invalid_api_key",
                        "Send a valid Tollgate key as 'Authorization: Bearer tg_live_…' or 'x-api-key'.")));
    }

    /** The same key that the gate would take: a header without one counts as absent. */
    private static @Nullable String key(HttpHeaders headers) {
        String authorization = headers.getFirst(HttpHeaders.AUTHORIZATION);
        if (authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            String bearer = authorization.substring(BEARER.length()).strip();
            if (!bearer.isEmpty()) {
                return bearer;
            }
        }
        String key = headers.getFirst("x-api-key");
        return key == null ? null : key.strip();
    }

    /** Throws a 401 problem unless the request shows the admin key. */
    public void requireAdmin(ServerHttpRequest request) {
        if (!adminKey.matches(request.getHeaders().getFirst("x-admin-key"))) {
            throw new Problem(
                    HttpStatus.UNAUTHORIZED, "invalid_admin_key", "Send the admin key as the header 'x-admin-key'.");
        }
    }
}

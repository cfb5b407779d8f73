package dev.tollgate.admin.problem;

import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.account.ApiKeys;
import dev.tollgate.ledger.account.KeyHolder;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * What gateway keys that a request shows may do. All of them count, wherever they stand: whichever {@link Access} takes, its
 * restrictions are kept.
 */
@Component
public final class ShownKeys {

    private static final String BEARER = "bearer ";

    /** Each one is looked up. */
    private static final int MOST = 4;

    private final ApiKeys keys;
    private final Access access;

    ShownKeys(ApiKeys keys, Access access) {
        this.keys = keys;
        this.access = access;
    }

    /** The keys that are good; none for who shows something else, such as a token of a log-in. */
    public Flux<KeyHolder> of(ServerHttpRequest request) {
        List<String> shown = shown(request.getHeaders());
        return shown.size() > MOST
                ? Flux.error(() -> new Problem(
                        HttpStatus.BAD_REQUEST, "too_many_keys", "Send one key: more than " + MOST + " were shown."))
                : Flux.fromIterable(shown).concatMap(keys::holderOf);
    }

    /** Those that speak for the account, which pays by the first of them. */
    public Mono<List<KeyHolder>> of(ServerHttpRequest request, Account account) {
        return of(request)
                .filter(holder -> holder.account().id() == account.id())
                .collectList();
    }

    /**
     * The account, for what a key that has a scope, a budget or an end may not do: it could make a key without, or take the
     * account over. A 403 problem for such a key.
     */
    public Mono<Account> unrestricted(ServerHttpRequest request) {
        return access.account(request).flatMap(account -> of(request, account).map(holders -> {
            if (!holders.stream().allMatch(KeyHolder::managesKeys)) {
                throw new Problem(
                        HttpStatus.FORBIDDEN,
                        "key_is_restricted",
                        "A key that has a scope, a budget or an end may not do this. Use one that has none, or log in.");
            }
            return account;
        }));
    }

    private static List<String> shown(HttpHeaders headers) {
        List<String> all = new ArrayList<>();
        for (String value : headers.getOrEmpty(HttpHeaders.AUTHORIZATION)) {
            if (value.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
                all.add(value.substring(BEARER.length()).strip());
            }
        }
        headers.getOrEmpty("x-api-key").forEach(value -> all.add(value.strip()));
        return all;
    }
}

package dev.tollgate.admin.throttle;

import dev.tollgate.admin.problem.Problem;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * The downloads that run, of whatever kind: one at a time for an account. There are few connections for them, and a slow
 * client keeps one for long.
 */
@Component
public final class Downloads {

    /** Whose those are that administrators make. */
    public static final long OF_ALL = 0;

    private final Set<Long> running = ConcurrentHashMap.newKeySet();

    Downloads() {}

    /** Fails with a 429 problem while the account has another one. */
    public Mono<Void> alone(long account, Mono<Void> download) {
        return Mono.defer(() -> {
            if (!running.add(account)) {
                return Mono.error(new Problem(
                        HttpStatus.TOO_MANY_REQUESTS,
                        "download_running",
                        "Something is being downloaded for this account already. Wait until that has ended."));
            }
            return download.doFinally(end -> running.remove(account));
        });
    }
}

package dev.tollgate.admin.throttle;

import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.attempt.AttemptCounts;
import dev.tollgate.ledger.attempt.Pace;
import java.time.Duration;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Slows down accounts that guess promo codes, wherever they type them, and addresses that do so with one account after the
 * other.
 */
@Component
public final class CodeGuesses {

    private static final Duration FIRST = Duration.ofSeconds(2);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final Throttle byAccount;
    private final Throttle byClient;
    private final Clients clients;

    CodeGuesses(AttemptCounts counts, Clients clients) {
        this.byAccount = new Throttle("code-account", new Pace(10, FIRST, LONGEST), counts);
        this.byClient = new Throttle("code-client", new Pace(60, FIRST, LONGEST), counts);
        this.clients = clients;
    }

    /** Somebody asks to redeem a code, right or wrong; fails with a 429 problem if that comes too early from there. */
    public Mono<Void> asked(ServerHttpRequest request) {
        return byClient.begin(clients.name(request));
    }

    /** A code is typed; fails with a 429 problem if that comes too early. */
    public Mono<Void> begin(Account account) {
        return byAccount.begin(account.publicId());
    }

    /** It was no guess. */
    public Mono<Void> giveBack(Account account) {
        return byAccount.giveBack(account.publicId());
    }
}

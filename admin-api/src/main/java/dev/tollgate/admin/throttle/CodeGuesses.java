package dev.tollgate.admin.throttle;

import dev.tollgate.ledger.account.Account;
import java.time.Duration;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Slows down accounts that guess promo codes, wherever they type them. */
@Component
public final class CodeGuesses {

    private final Throttle byAccount = new Throttle(10, Duration.ofSeconds(2), Duration.ofMinutes(10));

    /** A code is typed; fails with a 429 problem if that comes too early. */
    public Mono<Void> begin(Account account) {
        return byAccount.begin(account.publicId());
    }

    /** It was no guess. */
    public Mono<Void> giveBack(Account account) {
        return byAccount.giveBack(account.publicId());
    }
}

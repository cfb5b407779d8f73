package dev.tollgate.admin.account;

import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.database.Outage;
import dev.tollgate.pricing.Plan;
import java.time.Duration;
import java.time.ZoneId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Gives a new account the credits of its plan without making anybody wait for long. */
@Component
public final class FirstCredits {

    private static final Logger log = LoggerFactory.getLogger(FirstCredits.class);

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Ledger ledger;

    FirstCredits(Ledger ledger) {
        this.ledger = ledger;
    }

    /** Completes all the same when the credits are late: they come as soon as the ledger can be reached. */
    public Mono<Void> give(Account account, Plan plan, ZoneId zone) {
        Mono<Void> given = Mono.fromFuture(
                Outage.waitedOut(PlanCredits.give(ledger, account, plan, zone)).toFuture(), true);
        return given.timeout(PATIENCE).onErrorResume(late -> {
            log.error("Account {} waits for the credits of its plan: {}", account.publicId(), late.toString());
            return Mono.empty();
        });
    }
}

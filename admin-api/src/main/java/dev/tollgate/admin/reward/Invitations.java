package dev.tollgate.admin.reward;

import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.reward.AccountRewards;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** By whose referral code people register: the field {@code referral}. */
@Component
public final class Invitations {

    private static final int LONGEST = 40;

    private final AccountRewards rewards;

    Invitations(AccountRewards rewards) {
        this.rewards = rewards;
    }

    /**
     * Notes it before the account is made, which then counts it in its own commit. A 400 problem for a code that nobody has.
     */
    public Mono<Void> note(String email, Fields fields) {
        String code = fields.text("referral", LONGEST).map(String::strip).orElse("");
        return rewards.invite(email, code).flatMap(known -> known ? Mono.empty() : Mono.error(unknown()));
    }

    private static Problem unknown() {
        return new Problem(
                HttpStatus.BAD_REQUEST,
                "unknown_referral",
                "Nobody has this referral code. Ask for it again, or leave \"referral\" out.");
    }
}

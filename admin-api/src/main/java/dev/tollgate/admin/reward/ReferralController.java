package dev.tollgate.admin.reward;

import dev.tollgate.admin.problem.Access;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.reward.AccountRewards;
import dev.tollgate.ledger.reward.Inviter;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.Rewards;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code GET /api/me/referral}: the account's own code, and what came of it. */
@RestController
class ReferralController {

    private final Access access;
    private final AccountRewards rewards;
    private final Supplier<PriceBook> books;

    ReferralController(Access access, AccountRewards rewards, Supplier<PriceBook> books) {
        this.access = access;
        this.rewards = rewards;
        this.books = books;
    }

    /**
     * @param inviter credits for the account, for each that it brings
     * @param invited credits for the other one
     * @param accounts how many it has brought
     * @param paid for how many of them it has had its credits
     * @param left how many more count
     */
    record View(String code, String inviter, String invited, long accounts, long paid, long left) {
        static View of(Inviter inviter, Rewards.Referral rule) {
            Rewards.Bounds bounds = rule.bounds();
            long left = Math.min(bounds.perInviter() - inviter.invited(), bounds.total() - inviter.ofAll());
            return new View(
                    inviter.code(),
                    rule.inviter().toString(),
                    rule.invited().toString(),
                    inviter.invited(),
                    inviter.paid(),
                    Math.max(0, left));
        }
    }

    @GetMapping("/api/me/referral")
    Mono<View> referral(ServerHttpRequest request) {
        return access.account(request).flatMap(account -> books.get()
                .rewards()
                .referral()
                .map(rule -> rewards.inviter(account.id()).map(inviter -> View.of(inviter, rule)))
                .orElseThrow(ReferralController::noRule));
    }

    private static Problem noRule() {
        return new Problem(
                HttpStatus.NOT_FOUND, "no_referral", "There are no credits for inviting others on this gateway.");
    }
}

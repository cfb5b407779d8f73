package dev.tollgate.admin.reward;

import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.reward.AccountRewards;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** By whose referral code people come. */
@Component
public final class Invitations {

    private static final int LONGEST = 40;
    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9 -]{1," + LONGEST + "}");

    private final AccountRewards rewards;

    Invitations(AccountRewards rewards) {
        this.rewards = rewards;
    }

    /**
     * Notes the field {@code referral} before the account is made, which then counts it in its own commit. A 400 problem for a
     * code that nobody has.
     */
    public Mono<Void> note(String email, Fields fields) {
        String code = fields.text("referral", LONGEST).map(String::strip).orElse("");
        return rewards.invite(email, code).flatMap(known -> known ? Mono.empty() : Mono.error(unknown()));
    }

    /** Whether it is written as codes are; also with what people type around them. */
    public static boolean canBeCode(String text) {
        return CODE.matcher(text).matches();
    }

    /**
     * The same for somebody new who comes from a log-in provider.
     *
     * @param email that the provider has verified; null: there is none, so that nothing can be noted
     * @param code empty: by nobody's, whatever was noted before
     * @return whether the code counts; also if there is none
     */
    public Mono<Boolean> note(@Nullable String email, String code) {
        return email == null ? Mono.just(code.isBlank()) : rewards.invite(email, code.strip());
    }

    private static Problem unknown() {
        return new Problem(
                HttpStatus.BAD_REQUEST,
                "unknown_referral",
                "Nobody has this referral code. Ask for it again, or leave \"referral\" out.");
    }
}

package dev.tollgate.admin.plan;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tollgate.admin.problem.Access;
import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.admin.throttle.CodeGuesses;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.plan.PromoCodes;
import dev.tollgate.ledger.plan.Redemption;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.PromoCode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * {@code POST /api/credits/redeem}: takes a promo code. Who guesses codes is slowed down by account and by address, and is
 * not told an unknown code from one that has ended.
 */
@RestController
class RedeemController {

    private static final int LONGEST = 100;

    private final Access access;
    private final PromoCodes codes;
    private final TypedCodes typed;
    private final Supplier<PriceBook> books;
    private final CodeGuesses guesses;

    RedeemController(
            Access access, PromoCodes codes, TypedCodes typed, Supplier<PriceBook> books, CodeGuesses guesses) {
        this.access = access;
        this.guesses = guesses;
        this.codes = codes;
        this.typed = typed;
        this.books = books;
    }

    /**
     * @param status {@code redeemed}, or {@code for_checkout}: nothing is done now
     * @param percentOff of what is bought with it
     */
    record Redeemed(
            String status,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String credits,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String percentOff,
            String available) {}

    @PostMapping("/api/credits/redeem")
    Mono<Redeemed> redeem(ServerHttpRequest request) {
        return access.account(request)
                .flatMap(account -> guesses.asked(request).then(Mono.defer(() -> taken(account, request))));
    }

    private Mono<Redeemed> taken(Account account, ServerHttpRequest request) {
        return Fields.from(request, "code")
                .map(fields -> fields.text("code", LONGEST)
                        .filter(code -> !code.isBlank())
                        .orElseThrow(() -> Problem.badField("code", "must be the code that you were given.")))
                .flatMap(code -> guesses.begin(account).then(Mono.defer(() -> redeem(account, code))));
    }

    private Mono<Redeemed> redeem(Account account, String code) {
        PromoCode promo = typed.find(books.get(), code)
                .filter(found ->
                        found.bounds().until().filter(Instant.now()::isAfter).isEmpty())
                .orElseThrow(RedeemController::unknown);
        // It was no guess, and who looks at a code may want to buy with it.
        return guesses.giveBack(account)
                .then(codes.redeem(new Redemption(account.id(), promo)))
                .map(result -> answer(promo, result));
    }

    private static Redeemed answer(PromoCode promo, Redemption.Result result) {
        return switch (result.status()) {
            case REDEEMED, REDEEMABLE -> new Redeemed(
                    result.status() == Redemption.Status.REDEEMED ? "redeemed" : "for_checkout",
                    promo.gain().credits().map(Credits::toString).orElse(null),
                    promo.gain().off().map(RedeemController::percent).orElse(null),
                    result.available().toString());
            case ENDED -> throw unknown();
            case USED -> throw refused("code_used", "You have used this code already.");
            case USED_UP -> throw refused("code_used_up", "This code has been used as often as it may be.");
            case OTHER_PLAN -> throw new Problem(
                    HttpStatus.FORBIDDEN, "code_of_other_plan", "This code is not for accounts on your plan.");
            case FROZEN -> throw new Problem(
                    HttpStatus.FORBIDDEN,
                    "account_frozen",
                    "This account is frozen. Ask the operator of this gateway.");
            case TOO_MUCH -> throw refused("too_much", "The account would have more credits than it may.");
            case NO_ACCOUNT -> throw Problem.notFound("There is no such account.");
        };
    }

    static String percent(BigDecimal fraction) {
        return fraction.movePointRight(2).stripTrailingZeros().toPlainString();
    }

    private static Problem unknown() {
        return new Problem(
                HttpStatus.NOT_FOUND,
                "unknown_code",
                "There is no such code, or it has ended. Check how it is written.");
    }

    private static Problem refused(String code, String sentence) {
        return new Problem(HttpStatus.CONFLICT, code, sentence);
    }
}

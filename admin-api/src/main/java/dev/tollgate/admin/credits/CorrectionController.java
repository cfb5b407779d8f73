package dev.tollgate.admin.credits;

import dev.tollgate.admin.problem.Access;
import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.CorrectionResult;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.account.Accounts;
import dev.tollgate.ledger.database.LedgerUnavailable;
import dev.tollgate.pricing.PriceBook;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code POST /api/credits/adjust} and {@code /api/credits/refund}, for administrators. */
@RestController
class CorrectionController {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Access access;
    private final Accounts accounts;
    private final Ledger ledger;
    private final Supplier<PriceBook> books;

    CorrectionController(Access access, Accounts accounts, Ledger ledger, Supplier<PriceBook> books) {
        this.access = access;
        this.accounts = accounts;
        this.ledger = ledger;
        this.books = books;
    }

    /** @param credits how much was moved, without its sign */
    record Corrected(String account, String credits, String status, BalanceView balance) {}

    @PostMapping("/api/credits/adjust")
    Mono<Corrected> adjust(ServerHttpRequest request) {
        access.requireAdmin(request);
        return Fields.from(request, CorrectionBody.ADJUSTMENT)
                .map(fields -> CorrectionBody.adjustment(fields, request.getHeaders()))
                .flatMap(body -> correct(body, "adjusted"));
    }

    @PostMapping("/api/credits/refund")
    Mono<Corrected> refund(ServerHttpRequest request) {
        access.requireAdmin(request);
        return Fields.from(request, CorrectionBody.REFUND)
                .map(fields -> CorrectionBody.refund(fields, request.getHeaders()))
                .flatMap(body -> correct(body, "refunded"));
    }

    private Mono<Corrected> correct(CorrectionBody body, String done) {
        return body.account().find(accounts).flatMap(account -> ledger.correct(body.toCorrection(account.id()))
                .timeout(PATIENCE)
                .onErrorMap(TimeoutException.class, late -> new LedgerUnavailable("the correction is late", late))
                .map(result -> answer(account, result, done)));
    }

    private Corrected answer(Account account, CorrectionResult result, String done) {
        return switch (result.status()) {
            case CORRECTED, ALREADY_CORRECTED -> new Corrected(
                    account.publicId(),
                    result.corrected().toString(),
                    result.status() == CorrectionResult.Status.CORRECTED ? done : "already_" + done,
                    BalanceView.of(result.balance(), books.get()));
            case REFERENCE_TAKEN -> throw keyTaken();
            case NOT_FOUND -> throw Problem.notFound("This account has no such request that was charged.");
            case TOO_MUCH -> throw Problem.badField(
                    "amount", "is more than is left to refund, or than an account may have or owe. Nothing was moved.");
            case NO_ACCOUNT -> throw NamedAccount.none();
        };
    }

    private static Problem keyTaken() {
        return new Problem(
                HttpStatus.CONFLICT,
                "idempotency_key_reused",
                "This idempotency key was used for another request already. Nothing was moved now.");
    }
}

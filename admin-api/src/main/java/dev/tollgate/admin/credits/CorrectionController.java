package dev.tollgate.admin.credits;

import dev.tollgate.admin.approval.Approval;
import dev.tollgate.admin.audit.Notes;
import dev.tollgate.admin.problem.Access;
import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.AuditedLedger;
import dev.tollgate.ledger.CorrectionRequest;
import dev.tollgate.ledger.CorrectionResult;
import dev.tollgate.ledger.Drafts;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.account.Accounts;
import dev.tollgate.ledger.approval.Gift;
import dev.tollgate.ledger.audit.AuditNote;
import dev.tollgate.ledger.database.LedgerUnavailable;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.PriceBook;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
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
    private final AuditedLedger ledger;
    private final Approval approval;
    private final Supplier<PriceBook> books;

    CorrectionController(
            Access access, Accounts accounts, AuditedLedger ledger, Approval approval, Supplier<PriceBook> books) {
        this.access = access;
        this.accounts = accounts;
        this.ledger = ledger;
        this.approval = approval;
        this.books = books;
    }

    /** @param credits how much was moved, without its sign */
    record Corrected(String account, String credits, String status, BalanceView balance) {}

    @PostMapping("/api/credits/adjust")
    Mono<ResponseEntity<Object>> adjust(ServerHttpRequest request) {
        Notes notes = Notes.ofAdmin(access.requireAdmin(request), request);
        return Fields.from(request, CorrectionBody.ADJUSTMENT)
                .map(fields -> CorrectionBody.adjustment(fields, request.getHeaders()))
                .flatMap(body -> correct(body, "adjusted", notes));
    }

    @PostMapping("/api/credits/refund")
    Mono<ResponseEntity<Object>> refund(ServerHttpRequest request) {
        Notes notes = Notes.ofAdmin(access.requireAdmin(request), request);
        return Fields.from(request, CorrectionBody.REFUND)
                .map(fields -> CorrectionBody.refund(fields, request.getHeaders()))
                .flatMap(body -> correct(body, "refunded", notes));
    }

    private Mono<ResponseEntity<Object>> correct(CorrectionBody body, String done, Notes notes) {
        return body.account().find(accounts).flatMap(account -> move(account, body, done, notes)
                .timeout(PATIENCE)
                .onErrorMap(TimeoutException.class, late -> new LedgerUnavailable("the correction is late", late)));
    }

    private Mono<ResponseEntity<Object>> move(Account account, CorrectionBody body, String done, Notes notes) {
        CorrectionRequest request = body.toCorrection(account.id());
        if (body.less()) {
            return ledger.move(moves -> moves.correct(request), result -> note(account, request, result, notes))
                    .map(result -> ResponseEntity.ok(answer(account, result, done)));
        }
        Gift<CorrectionResult> gift = new Gift<>(
                Drafts.of(request),
                connection -> ledger.within(connection).correct(request),
                result -> result.status() == CorrectionResult.Status.CORRECTED ? result.corrected() : Credits.ZERO,
                result -> note(account, request, result, notes));
        return approval.give(gift, notes, result -> answer(account, result, done));
    }

    private static Optional<AuditNote> note(
            Account account, CorrectionRequest request, CorrectionResult result, Notes notes) {
        String kind = request.kind().name().toLowerCase(Locale.ROOT);
        Map<String, String> became =
                Map.of("kind", kind, "credits", result.corrected().toString(), "reference", request.reference());
        return result.status() == CorrectionResult.Status.CORRECTED
                ? Optional.of(notes.note(
                        kind.equals("refund") ? "credits.refund" : "credits.adjust",
                        account.publicId(),
                        request.reason(),
                        became))
                : Optional.empty();
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

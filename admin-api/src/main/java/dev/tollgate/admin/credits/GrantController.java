package dev.tollgate.admin.credits;

import dev.tollgate.admin.approval.Approval;
import dev.tollgate.admin.audit.Notes;
import dev.tollgate.admin.problem.Access;
import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.AuditedLedger;
import dev.tollgate.ledger.Drafts;
import dev.tollgate.ledger.GrantRequest;
import dev.tollgate.ledger.GrantResult;
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

/** {@code POST /api/credits/grant}, for administrators. */
@RestController
class GrantController {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Access access;
    private final Accounts accounts;
    private final AuditedLedger ledger;
    private final Approval approval;
    private final Supplier<PriceBook> books;

    GrantController(
            Access access, Accounts accounts, AuditedLedger ledger, Approval approval, Supplier<PriceBook> books) {
        this.access = access;
        this.accounts = accounts;
        this.ledger = ledger;
        this.approval = approval;
        this.books = books;
    }

    record Granted(String account, String granted, String status, BalanceView balance) {}

    @PostMapping("/api/credits/grant")
    Mono<ResponseEntity<Object>> grant(ServerHttpRequest request) {
        Notes notes = Notes.ofAdmin(access.requireAdmin(request), request);
        return Fields.from(request, GrantBody.FIELDS)
                .map(fields -> GrantBody.read(fields, request.getHeaders()))
                .flatMap(given -> given.account().find(accounts).flatMap(account -> grant(account, given, notes)));
    }

    private Mono<ResponseEntity<Object>> grant(Account account, GrantBody given, Notes notes) {
        GrantRequest grant = given.toGrant(account.id());
        Gift<GrantResult> gift = new Gift<>(
                Drafts.of(grant),
                connection -> ledger.within(connection).grant(grant),
                result -> result.status() == GrantResult.Status.GRANTED ? grant.amount() : Credits.ZERO,
                result -> note(account, grant, result, notes));
        return approval.give(gift, notes, result -> answer(account, grant, result))
                .timeout(PATIENCE)
                .onErrorMap(TimeoutException.class, late -> new LedgerUnavailable("the grant is late", late));
    }

    private static Optional<AuditNote> note(Account account, GrantRequest grant, GrantResult result, Notes notes) {
        Map<String, String> became = Map.of(
                "credits", grant.amount().toString(),
                "source", grant.source().name().toLowerCase(Locale.ROOT),
                "reference", grant.reference());
        return result.status() == GrantResult.Status.GRANTED
                ? Optional.of(notes.note("credits.grant", account.publicId(), grant.reason(), became))
                : Optional.empty();
    }

    private Granted answer(Account account, GrantRequest grant, GrantResult result) {
        if (result.status() == GrantResult.Status.NO_ACCOUNT) {
            throw NamedAccount.none();
        }
        if (result.status() == GrantResult.Status.TOO_MUCH) {
            throw Problem.badField(
                    "amount",
                    "would give the account more than " + GrantRequest.MOST_OF_ACCOUNT
                            + " credits, the most it may have.");
        }
        if (result.status() == GrantResult.Status.REFERENCE_TAKEN) {
            throw new Problem(
                    HttpStatus.CONFLICT,
                    "idempotency_key_reused",
                    "This idempotency key was used for another grant already. Nothing was granted now.");
        }
        boolean now = result.status() == GrantResult.Status.GRANTED;
        return new Granted(
                account.publicId(),
                grant.amount().toString(),
                now ? "granted" : "already_granted",
                BalanceView.of(result.balance(), books.get()));
    }
}

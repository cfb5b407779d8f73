package dev.tollgate.admin.credits;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.NoArgGenerator;
import dev.tollgate.admin.problem.Access;
import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.admin.problem.ShownKeys;
import dev.tollgate.ledger.Balance;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.SpendRequest;
import dev.tollgate.ledger.SpendResult;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.database.LedgerUnavailable;
import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.PriceBook;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code POST /api/credits/use} and {@code /api/credits/spend}: an app spends its user's credits on what it likes. */
@RestController
class SpendController {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** Ids of spends are in the order of time, as those of calls are. */
    private static final NoArgGenerator IDS = Generators.timeBasedEpochRandomGenerator();

    private final Access access;
    private final ShownKeys keys;
    private final Ledger ledger;
    private final Supplier<PriceBook> books;

    SpendController(Access access, ShownKeys keys, Ledger ledger, Supplier<PriceBook> books) {
        this.access = access;
        this.keys = keys;
        this.ledger = ledger;
        this.books = books;
    }

    /** @param id of the spend in the usage log; absent from a dry run */
    record Spent(@Nullable UUID id, String status, String credits, BalanceView balance) {}

    @PostMapping({"/api/credits/use", "/api/credits/spend"})
    Mono<Spent> spend(ServerHttpRequest request) {
        return access.account(request).flatMap(account -> Fields.from(request, SpendBody.FIELDS)
                .map(fields -> SpendBody.read(fields, request.getHeaders()))
                .flatMap(body -> keys.of(request, account)
                        .flatMap(shown -> spend(account, body, SpendPayer.of(shown, body.service(), request)))));
    }

    private Mono<Spent> spend(Account account, SpendBody body, SpendPayer payer) {
        PriceBook book = books.get();
        Charge charge = body.charge(book, book.plan(account.plan()).orElseGet(book::firstPlan));
        SpendRequest request = new SpendRequest(
                IDS.generate(),
                account.id(),
                body.idempotencyKey(),
                body.hash(),
                charge,
                body.service(),
                body.tags(),
                body.dryRun(),
                payer.keyId(),
                payer.run(),
                body.costUsd(book));
        return ledger.spend(request)
                .timeout(PATIENCE)
                .onErrorMap(TimeoutException.class, late -> new LedgerUnavailable("the spend is late", late))
                .map(result -> answer(result, charge.credits(), book));
    }

    private static Spent answer(SpendResult result, Credits amount, PriceBook book) {
        return switch (result.status()) {
            case SPENT, ALREADY_SPENT -> new Spent(
                    result.id(),
                    result.status() == SpendResult.Status.SPENT ? "spent" : "already_spent",
                    result.debited().toString(),
                    BalanceView.of(result.balance(), book));
            case AFFORDABLE -> new Spent(null, "affordable", amount.toString(), BalanceView.of(result.balance(), book));
            case KEY_TAKEN -> throw new Problem(
                    HttpStatus.CONFLICT,
                    "idempotency_key_reused",
                    "This idempotency key was used for another request already. Nothing was spent now.");
            case BUDGET -> throw SpendPayer.refused(amount, Objects.requireNonNull(result.budget()));
            case FROZEN -> throw new Problem(
                    HttpStatus.FORBIDDEN,
                    "account_frozen",
                    "This account is frozen. Ask the operator of this gateway.");
            case INSUFFICIENT, ON_HOLD, IN_DEBT -> throw tooLittle(amount, result.balance());
            case NO_ACCOUNT -> throw Problem.notFound("There is no such account.");
        };
    }

    private static Problem tooLittle(Credits needed, Balance.Funds funds) {
        return Problem.insufficient(needed.toString(), funds.available().toString());
    }
}

package dev.tollgate.admin.account;

import dev.tollgate.admin.problem.Access;
import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.account.Accounts;
import dev.tollgate.ledger.account.EmailTaken;
import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.PriceBook;
import java.time.ZoneId;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code POST /api/accounts}, for administrators: a new account on a plan, with the plan's credits and a first key. */
@RestController
class AccountController {

    private final Access access;
    private final Accounts accounts;
    private final FirstCredits credits;
    private final Supplier<PriceBook> books;

    AccountController(Access access, Accounts accounts, FirstCredits credits, Supplier<PriceBook> books) {
        this.access = access;
        this.accounts = accounts;
        this.credits = credits;
        this.books = books;
    }

    record Created(String account, String key) {}

    @PostMapping("/api/accounts")
    @ResponseStatus(HttpStatus.CREATED)
    Mono<Created> create(ServerHttpRequest request) {
        access.requireAdmin(request);
        return Fields.from(request, "email", "plan", "timeZone")
                .flatMap(fields -> create(NewAccount.email(fields), plan(fields), NewAccount.zone(fields)));
    }

    private Mono<Created> create(String email, Plan plan, ZoneId zone) {
        Mono<Created> created = accounts.open(email, plan.name(), "first")
                .onErrorMap(EmailTaken.class, taken -> NewAccount.taken(email))
                .flatMap(opened -> credits.give(opened.account(), plan, zone)
                        .thenReturn(new Created(
                                opened.account().publicId(), opened.key().key())));
        // A client that leaves in between must not leave an account without credits.
        return Mono.fromFuture(created::toFuture, true);
    }

    private Plan plan(Fields fields) {
        PriceBook book = books.get();
        return fields.text("plan", NewAccount.LONGEST)
                .map(name -> book.plan(name).orElseThrow(() -> unknown(book)))
                .orElseGet(book::firstPlan);
    }

    private static Problem unknown(PriceBook book) {
        return Problem.badField(
                "plan",
                "must be one of " + book.plans().stream().map(Plan::name).collect(Collectors.joining(", ")) + ".");
    }
}

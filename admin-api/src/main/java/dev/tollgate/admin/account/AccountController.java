package dev.tollgate.admin.account;

import dev.tollgate.admin.problem.Access;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.GrantRequest;
import dev.tollgate.ledger.GrantResult;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.account.Accounts;
import dev.tollgate.ledger.account.ApiKeys;
import dev.tollgate.ledger.account.EmailTaken;
import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.PriceBook;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code POST /api/accounts}, for administrators: a new account on a plan, with the plan's credits and a first key. */
@RestController
class AccountController {

    private static final Pattern EMAIL = Pattern.compile("[^\\s@\\x00]{1,64}@[^\\s@\\x00]{1,190}");

    private final Access access;
    private final Accounts accounts;
    private final ApiKeys keys;
    private final Ledger ledger;
    private final Supplier<PriceBook> books;

    AccountController(Access access, Accounts accounts, ApiKeys keys, Ledger ledger, Supplier<PriceBook> books) {
        this.access = access;
        this.accounts = accounts;
        this.keys = keys;
        this.ledger = ledger;
        this.books = books;
    }

    record Body(@Nullable String email, @Nullable String plan) {}

    record Created(String account, String key) {}

    @PostMapping("/api/accounts")
    @ResponseStatus(HttpStatus.CREATED)
    Mono<Created> create(@RequestBody Mono<Body> body, ServerHttpRequest request) {
        access.requireAdmin(request);
        return body.flatMap(given -> create(email(given), plan(given.plan())));
    }

    private Mono<Created> create(String email, Plan plan) {
        return accounts.create(email, plan.name())
                .onErrorMap(
                        EmailTaken.class,
                        taken -> new Problem(HttpStatus.CONFLICT, "email_taken", String.valueOf(taken.getMessage())))
                .flatMap(account -> grant(account, plan)
                        .then(keys.issue(account, "first"))
                        .map(key -> new Created(account.publicId(), key.key())));
    }

    private Mono<GrantResult> grant(Account account, Plan plan) {
        return Mono.justOrEmpty(plan.grant())
                .flatMap(grant -> ledger.grant(new GrantRequest(
                        account.id(),
                        GrantRequest.Source.PLAN,
                        "plan:" + plan.name() + ":" + account.publicId(),
                        grant.credits(),
                        "credits of the plan " + plan.name(),
                        null)));
    }

    private static String email(Body body) {
        String email = body.email();
        if (email == null || !EMAIL.matcher(email).matches()) {
            throw Problem.badField("email", "must be an e-mail address.");
        }
        return email;
    }

    private Plan plan(@Nullable String name) {
        PriceBook book = books.get();
        return name == null
                ? book.firstPlan()
                : book.plan(name)
                        .orElseThrow(() -> Problem.badField(
                                "plan",
                                "must be one of "
                                        + book.plans().stream().map(Plan::name).collect(Collectors.joining(", "))
                                        + "."));
    }
}

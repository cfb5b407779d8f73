package dev.tollgate.admin.account;

import dev.tollgate.admin.approval.Approval;
import dev.tollgate.admin.audit.Notes;
import dev.tollgate.admin.problem.Access;
import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.account.Accounts;
import dev.tollgate.ledger.account.EmailTaken;
import dev.tollgate.ledger.plan.FirstPlan;
import dev.tollgate.ledger.plan.PlanTerms;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.PriceBook;
import java.util.Map;
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
    private final Approval approval;
    private final Supplier<PriceBook> books;

    AccountController(Access access, Accounts accounts, Approval approval, Supplier<PriceBook> books) {
        this.access = access;
        this.accounts = accounts;
        this.approval = approval;
        this.books = books;
    }

    record Created(String account, String key) {}

    @PostMapping("/api/accounts")
    @ResponseStatus(HttpStatus.CREATED)
    Mono<Created> create(ServerHttpRequest request) {
        Notes notes = Notes.ofAdmin(access.requireAdmin(request), request);
        return Fields.from(request, "email", "plan", "timeZone").flatMap(fields -> {
            String email = NewAccount.email(fields);
            FirstPlan plan = new FirstPlan(PlanTerms.of(plan(fields)), NewAccount.zone(fields));
            return counted(plan, notes).then(Mono.defer(() -> create(email, plan, notes)));
        });
    }

    /** The credits of the first plan are everybody's; those of others are given by hand. */
    private Mono<Void> counted(FirstPlan plan, Notes notes) {
        Credits given = books.get().firstPlan().name().equals(plan.name())
                ? Credits.ZERO
                : plan.terms().most();
        return approval.count(
                given, notes, "Open the account without a plan; then give it this one, which another one approves.");
    }

    private Mono<Created> create(String email, FirstPlan plan, Notes notes) {
        return accounts.open(
                        email,
                        plan,
                        "first",
                        account -> notes.note("account.create", account.publicId(), "", Map.of("plan", plan.name())))
                .onErrorMap(EmailTaken.class, taken -> NewAccount.taken(email))
                .map(opened ->
                        new Created(opened.account().publicId(), opened.key().key()));
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

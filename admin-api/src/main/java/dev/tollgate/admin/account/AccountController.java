package dev.tollgate.admin.account;

import dev.tollgate.admin.problem.Access;
import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.account.Accounts;
import dev.tollgate.ledger.account.ApiKeys;
import dev.tollgate.ledger.account.EmailTaken;
import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.PriceBook;
import java.time.ZoneId;
import java.util.function.Supplier;
import java.util.regex.Pattern;
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

    private static final Pattern EMAIL = Pattern.compile("[^\\s@\\p{Cntrl}]{1,64}@[^\\s@\\p{Cntrl}]{1,190}");
    private static final int LONGEST = 255;

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

    record Created(String account, String key) {}

    @PostMapping("/api/accounts")
    @ResponseStatus(HttpStatus.CREATED)
    Mono<Created> create(ServerHttpRequest request) {
        access.requireAdmin(request);
        return Fields.from(request, "email", "plan", "timeZone")
                .flatMap(fields -> create(email(fields), plan(fields), zone(fields)));
    }

    private Mono<Created> create(String email, Plan plan, ZoneId zone) {
        Mono<Created> created = accounts.create(email, plan.name())
                .onErrorMap(EmailTaken.class, taken -> taken(email))
                .flatMap(account -> PlanCredits.give(ledger, account, plan, zone)
                        .then(keys.issue(account, "first"))
                        .map(key -> new Created(account.publicId(), key.key())));
        // Three steps that belong together: a client that leaves in between must not leave an account without a key.
        return Mono.fromFuture(created::toFuture, true);
    }

    private static Problem taken(String email) {
        return new Problem(
                HttpStatus.CONFLICT,
                "email_taken",
                "There is an account with the e-mail address " + email + " already.");
    }

    private static String email(Fields fields) {
        return fields.text("email", LONGEST)
                .filter(email -> EMAIL.matcher(email).matches())
                .orElseThrow(() -> Problem.badField("email", "must be an e-mail address."));
    }

    /** Of a region only, such as Europe/Berlin: an offset does not know when its days change their length. */
    private static ZoneId zone(Fields fields) {
        String zone = fields.text("timeZone", LONGEST).orElse("UTC");
        if (!ZoneId.getAvailableZoneIds().contains(zone)) {
            throw Problem.badField("timeZone", "must be the name of a time zone, such as \"Europe/Berlin\".");
        }
        return ZoneId.of(zone);
    }

    private Plan plan(Fields fields) {
        PriceBook book = books.get();
        return fields.text("plan", LONGEST)
                .map(name -> book.plan(name).orElseThrow(() -> unknown(book)))
                .orElseGet(book::firstPlan);
    }

    private static Problem unknown(PriceBook book) {
        return Problem.badField(
                "plan",
                "must be one of " + book.plans().stream().map(Plan::name).collect(Collectors.joining(", ")) + ".");
    }
}

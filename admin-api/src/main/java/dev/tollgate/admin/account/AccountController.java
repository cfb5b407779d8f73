package dev.tollgate.admin.account;

import dev.tollgate.admin.problem.Access;
import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.DailyCredits;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.account.Accounts;
import dev.tollgate.ledger.account.EmailTaken;
import dev.tollgate.ledger.database.Outage;
import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.PriceBook;
import java.time.Duration;
import java.time.ZoneId;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code POST /api/accounts}, for administrators: a new account on a plan, with the plan's credits and a first key. */
@RestController
class AccountController {

    private static final Pattern EMAIL = Pattern.compile("[^@\\p{Z}\\p{C}]{1,64}@[^@\\p{Z}\\p{C}]{1,190}");
    private static final int LONGEST = 255;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Logger log = LoggerFactory.getLogger(AccountController.class);

    private final Access access;
    private final Accounts accounts;
    private final Ledger ledger;
    private final Supplier<PriceBook> books;

    AccountController(Access access, Accounts accounts, Ledger ledger, Supplier<PriceBook> books) {
        this.access = access;
        this.accounts = accounts;
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
        Mono<Created> created = accounts.open(email, plan.name(), "first")
                .onErrorMap(EmailTaken.class, taken -> taken(email))
                .flatMap(opened -> credits(opened.account(), plan, zone)
                        .thenReturn(new Created(
                                opened.account().publicId(), opened.key().key())));
        // A client that leaves in between must not leave an account without credits.
        return Mono.fromFuture(created::toFuture, true);
    }

    /** The key is told all the same when the credits are late: they come as soon as the ledger can be reached. */
    private Mono<Void> credits(Account account, Plan plan, ZoneId zone) {
        Mono<Void> given = Mono.fromFuture(
                Outage.waitedOut(PlanCredits.give(ledger, account, plan, zone)).toFuture(), true);
        return given.timeout(PATIENCE).onErrorResume(late -> {
            log.error("Account {} waits for the credits of its plan: {}", account.publicId(), late.toString());
            return Mono.empty();
        });
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
        if (!DailyCredits.isNamed(zone)) {
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

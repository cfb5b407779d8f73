package dev.tollgate.admin.plan;

import dev.tollgate.admin.audit.Notes;
import dev.tollgate.admin.problem.Access;
import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.account.Accounts;
import dev.tollgate.ledger.plan.PlanChange;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import org.springframework.http.ResponseEntity;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code POST /api/accounts/{account}/plan}, for administrators: any plan, now or later, for good or until a time. */
@RestController
class AccountPlanController {

    private static final int LONGEST_REASON = 500;
    private static final int LONGEST_TIME = 40;
    private static final Instant FARTHEST = Instant.parse("9999-12-31T00:00:00Z");

    private final Access access;
    private final Accounts accounts;
    private final PlanSetting setting;

    AccountPlanController(Access access, Accounts accounts, PlanSetting setting) {
        this.access = access;
        this.accounts = accounts;
        this.setting = setting;
    }

    @PostMapping("/api/accounts/{account}/plan")
    Mono<ResponseEntity<Object>> set(@PathVariable String account, ServerHttpRequest request) {
        Notes notes = Notes.ofAdmin(access.requireAdmin(request), request);
        return Fields.from(request, "plan", "when", "until", "reason").flatMap(fields -> {
            PlanChange.When when = PlanSetting.when(fields, until(fields).orElse(Instant.MAX));
            if (when.monthEnd() && until(fields).isPresent()) {
                throw Problem.badField("until", "goes with \"when\":\"now\" only.");
            }
            String reason = reason(fields);
            return found(account).flatMap(it -> setting.give(it, setting.plan(fields), when, notes, reason));
        });
    }

    private Mono<Account> found(String account) {
        return accounts.byPublicId(account)
                .switchIfEmpty(Mono.error(() -> Problem.notFound("There is no such account.")));
    }

    private static String reason(Fields fields) {
        return fields.text("reason", LONGEST_REASON)
                .filter(reason -> !reason.isBlank())
                .orElseThrow(() -> Problem.badField("reason", "must say why, in at most 500 characters."));
    }

    private static Optional<Instant> until(Fields fields) {
        return fields.text("until", LONGEST_TIME).map(text -> {
            try {
                Instant until = Instant.parse(text);
                if (until.isAfter(Instant.now()) && until.isBefore(FARTHEST)) {
                    return until;
                }
            } catch (DateTimeException malformed) {
                // Told below, as for times that have passed.
            }
            throw Problem.badField("until", "must be a time to come, such as \"2027-01-31T00:00:00Z\".");
        });
    }
}

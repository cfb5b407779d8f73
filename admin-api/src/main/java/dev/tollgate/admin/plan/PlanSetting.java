package dev.tollgate.admin.plan;

import dev.tollgate.admin.approval.Approval;
import dev.tollgate.admin.audit.Notes;
import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.Drafts;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.approval.Gift;
import dev.tollgate.ledger.audit.AuditLog;
import dev.tollgate.ledger.audit.AuditNote;
import dev.tollgate.ledger.plan.AccountPlan;
import dev.tollgate.ledger.plan.PlanChange;
import dev.tollgate.ledger.plan.PlanTerms;
import dev.tollgate.ledger.plan.Plans;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.PriceBook;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Gives accounts other plans, each with its row of the audit log. */
@Component
class PlanSetting {

    private static final int LONGEST = 255;

    private final AuditLog audit;
    private final Approval approval;
    private final Supplier<PriceBook> books;

    PlanSetting(AuditLog audit, Approval approval, Supplier<PriceBook> books) {
        this.audit = audit;
        this.approval = approval;
        this.books = books;
    }

    /**
     * @param until null: it does not end
     * @param next the plan that follows at the end of the month; null: the same
     */
    record Answer(
            String account,
            String plan,
            Instant since,
            @Nullable Instant until,
            @Nullable String next,
            Instant monthEndsAt) {}

    /** The plan that a body names. */
    Plan plan(Fields fields) {
        PriceBook book = books.get();
        return fields.text("plan", LONGEST)
                .flatMap(book::plan)
                .orElseThrow(() -> Problem.badField(
                        "plan",
                        "must be one of "
                                + book.plans().stream().map(Plan::name).collect(Collectors.joining(", ")) + "."));
    }

    /** @param until for plans that begin now; absent: they keep the end that they have */
    static PlanChange.When when(Fields fields, @Nullable Instant until) {
        return switch (fields.text("when", LONGEST).orElse("now")) {
            case "now" -> until == null ? PlanChange.When.NOW : PlanChange.When.until(until);
            case "period_end" -> PlanChange.When.MONTH_END;
            default -> throw Problem.badField("when", "must be now or period_end.");
        };
    }

    /** Fails with a 404 problem if the account is gone. */
    Mono<Answer> set(Account account, Plan plan, PlanChange.When when, Notes notes, String reason) {
        PlanChange change = new PlanChange(account.id(), PlanTerms.of(plan), when);
        return audit.with(
                        connection -> Plans.change(connection, change), result -> note(account, result, notes, reason))
                .switchIfEmpty(Mono.error(() -> Problem.notFound("There is no such account.")))
                .map(result -> answer(account, result.now()));
    }

    /** The same by an administrator: what the plan gives is given by hand. Answers 202 where that needs a second one. */
    Mono<ResponseEntity<Object>> give(Account account, Plan plan, PlanChange.When when, Notes notes, String reason) {
        PlanChange change = new PlanChange(account.id(), PlanTerms.of(plan), when);
        Credits most = books.get().firstPlan().name().equals(plan.name())
                ? Credits.ZERO // which everybody has who wants it
                : change.terms().most();
        Gift<PlanChange.Result> gift = new Gift<>(
                Drafts.of(change, "plan:" + UUID.randomUUID(), reason),
                connection -> Plans.change(connection, change),
                // Also where the plan stays: what goes on longer gives more.
                result -> result.changed() ? most : Credits.ZERO,
                result -> note(account, result, notes, reason));
        return approval.give(gift, notes, result -> answer(account, result.now()))
                .switchIfEmpty(Mono.error(() -> Problem.notFound("There is no such account.")));
    }

    /** Lets the plan that an account has go on, whatever was asked for before; empty if it has another one by now. */
    Mono<Answer> keep(Account account, Plan plan, Notes notes) {
        return audit.with(
                        connection -> Plans.keep(connection, account.id(), plan.name()),
                        result -> note(account, result, notes, ""))
                .map(result -> answer(account, result.now()));
    }

    private static Optional<AuditNote> note(Account account, PlanChange.Result result, Notes notes, String reason) {
        if (!result.changed()) {
            return Optional.empty();
        }
        Map<String, String> became = new LinkedHashMap<>();
        became.put("plan", result.now().plan());
        Optional.ofNullable(result.now().until()).ifPresent(until -> became.put("until", until.toString()));
        Optional.ofNullable(result.now().next()).ifPresent(next -> became.put("next", next));
        return Optional.of(notes.note("plan.set", account.publicId(), reason, Map.of("plan", result.was()), became));
    }

    private static Answer answer(Account account, AccountPlan plan) {
        return new Answer(account.publicId(), plan.plan(), plan.since(), plan.until(), plan.next(), plan.monthUntil());
    }
}

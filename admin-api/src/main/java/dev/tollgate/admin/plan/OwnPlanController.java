package dev.tollgate.admin.plan;

import dev.tollgate.admin.audit.Notes;
import dev.tollgate.admin.billing.StripeSettings;
import dev.tollgate.admin.problem.Access;
import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.admin.problem.ShownKeys;
import dev.tollgate.admin.throttle.Throttle;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.attempt.AttemptCounts;
import dev.tollgate.ledger.attempt.Pace;
import dev.tollgate.ledger.billing.BillingBooks;
import dev.tollgate.ledger.billing.Subscription;
import dev.tollgate.ledger.plan.AccountPlan;
import dev.tollgate.ledger.plan.PlanChange;
import dev.tollgate.ledger.plan.PlanTerms;
import dev.tollgate.ledger.plan.Plans;
import dev.tollgate.ledger.plan.TokenCount;
import dev.tollgate.pricing.Plan;
import dev.tollgate.pricing.PriceBook;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** The plans there are, {@code GET /api/plans}, and the caller's own, {@code /api/me/plan}. */
@RestController
class OwnPlanController {

    private final Access access;
    private final ShownKeys keys;
    private final Plans plans;
    private final PlanSetting setting;
    private final Ledger ledger;
    private final BillingBooks billing;
    private final StripeSettings settings;
    private final Supplier<PriceBook> books;
    private final Throttle changes;

    OwnPlanController(
            Access access,
            ShownKeys keys,
            Plans plans,
            PlanSetting setting,
            Ledger ledger,
            BillingBooks billing,
            StripeSettings settings,
            AttemptCounts counts,
            Supplier<PriceBook> books) {
        this.access = access;
        this.keys = keys;
        this.plans = plans;
        this.setting = setting;
        this.ledger = ledger;
        this.billing = billing;
        this.settings = settings;
        this.changes = new Throttle("plan", new Pace(10, Duration.ofSeconds(2), Duration.ofMinutes(1)), counts);
        this.books = books;
    }

    record All(List<PlanView> plans) {}

    /**
     * @param until null: it does not end
     * @param next the plan that follows at the end of the month; null: the same
     */
    record Own(
            String plan, Instant since, @Nullable Instant until, @Nullable String next, Month month, Tokens tokens) {}

    /** The account's month. */
    record Month(Instant from, Instant until) {}

    /** @param perMonth what the plan allows; null: no limit */
    record Tokens(long month, long reserved, long lifetime, @Nullable Long perMonth) {}

    @GetMapping("/api/plans")
    All all() {
        return new All(books.get().plans().stream().map(PlanView::of).toList());
    }

    @GetMapping("/api/me/plan")
    Mono<Own> own(ServerHttpRequest request) {
        return access.account(request).flatMap(this::own);
    }

    @PostMapping("/api/me/plan")
    Mono<PlanSetting.Answer> change(ServerHttpRequest request) {
        return keys.unrestricted(request).flatMap(account -> changes.begin(account.publicId())
                .then(Fields.from(request, "plan", "when"))
                .flatMap(fields -> change(
                        account,
                        setting.plan(fields),
                        PlanSetting.when(fields, null),
                        Notes.of(account.publicId(), request))));
    }

    /** The plan that one has, whatever it costs, is kept; another one must be free. */
    private Mono<PlanSetting.Answer> change(Account account, Plan plan, PlanChange.When when, Notes notes) {
        Mono<PlanSetting.Answer> another = Mono.defer(() -> {
            requireFree(plan);
            return unsubscribed(account).then(setting.set(account, plan, when, notes, ""));
        });
        return setting.keep(account, plan, notes).switchIfEmpty(another);
    }

    /** Who gave the plan up here would go on paying for it. */
    private Mono<Void> unsubscribed(Account account) {
        return billing.subscriptions(account.id(), settings.live())
                .filter(all -> all.stream().anyMatch(Subscription::lives))
                .flatMap(paying -> Mono.error(new Problem(
                        HttpStatus.CONFLICT,
                        "subscribed",
                        "Your plan is paid for by a subscription. Change or cancel it in the portal,"
                                + " POST /api/billing/portal-link; another plan can be taken when it has ended.")));
    }

    /** Plans with a price come with payments, those with a contact from the operator; the others are for everybody. */
    private static void requireFree(Plan plan) {
        if (plan.offer().price().isPresent()) {
            throw new Problem(
                    HttpStatus.PAYMENT_REQUIRED,
                    "plan_not_free",
                    "The plan '" + plan.name() + "' has a price. Buy it with POST /api/billing/checkout-session.");
        }
        plan.offer().contact().ifPresent(contact -> {
            throw new Problem(
                    HttpStatus.FORBIDDEN,
                    "plan_by_operator",
                    "The plan '" + plan.name() + "' is given by the operator: " + contact + ".");
        });
    }

    private Mono<Own> own(Account account) {
        return plans.of(account.id())
                .switchIfEmpty(Mono.defer(() -> begun(account).then(plans.of(account.id()))))
                .flatMap(plan -> plans.tokens(account.id()).map(tokens -> view(plan, tokens)));
    }

    /** Of an account from before there were months: its months begin today. */
    private Mono<Boolean> begun(Account account) {
        PriceBook book = books.get();
        Plan plan = book.plan(account.plan()).orElseGet(book::firstPlan);
        return ledger.startPlan(account.id(), PlanTerms.of(plan), ZoneId.of("UTC"));
    }

    private Own view(AccountPlan plan, TokenCount tokens) {
        PriceBook book = books.get();
        OptionalLong limit =
                book.plan(plan.plan()).orElseGet(book::firstPlan).offer().tokensPerMonth();
        return new Own(
                plan.plan(),
                plan.since(),
                plan.until(),
                plan.next(),
                new Month(plan.monthFrom(), plan.monthUntil()),
                new Tokens(
                        tokens.month(),
                        tokens.reserved(),
                        tokens.lifetime(),
                        limit.isPresent() ? limit.getAsLong() : null));
    }
}

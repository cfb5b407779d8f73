package dev.tollgate.admin.login;

import dev.tollgate.admin.audit.Notes;
import dev.tollgate.admin.billing.OpenPages;
import dev.tollgate.admin.billing.StripeSettings;
import dev.tollgate.admin.problem.Access;
import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.audit.AuditNote;
import dev.tollgate.ledger.billing.BillingBooks;
import dev.tollgate.ledger.billing.Subscription;
import dev.tollgate.ledger.login.Deletion;
import dev.tollgate.ledger.login.People;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * {@code DELETE /api/me}: makes the caller's account nobody's. Who wants that must have proved just now who it is, by a
 * log-in or with the password, because it cannot be taken back. A key alone does not do: programs hold those.
 */
@RestController
class DeletionController {

    /** How long a log-in counts as just now. */
    private static final Duration RECENT = Duration.ofMinutes(5);

    private final Access access;
    private final People people;
    private final PasswordCheck check;
    private final BillingBooks billing;
    private final OpenPages pages;
    private final StripeSettings settings;
    private final InstantSource clock;

    DeletionController(
            Access access,
            People people,
            PasswordCheck check,
            BillingBooks billing,
            OpenPages pages,
            StripeSettings settings,
            InstantSource clock) {
        this.access = access;
        this.people = people;
        this.check = check;
        this.billing = billing;
        this.pages = pages;
        this.settings = settings;
        this.clock = clock;
    }

    @DeleteMapping("/api/me")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    Mono<Void> delete(ServerHttpRequest request) {
        return access.account(request).flatMap(account -> Fields.from(request, "password", "forfeit")
                .flatMap(fields -> proven(account, fields, request)
                        .then(pays(account))
                        .then(Mono.defer(() -> people.delete(account, fields.flag("forfeit"), note(account, request))))
                        .flatMap(deletion -> answer(deletion).then(pages.endAll(account.id())))));
    }

    private static AuditNote note(Account account, ServerHttpRequest request) {
        return Notes.of(account.publicId(), request).note("account.delete", account.publicId(), "", Map.of());
    }

    private Mono<Void> proven(Account account, Fields fields, ServerHttpRequest request) {
        if (PasswordRules.isShown(fields)) {
            return check.owner(account, PasswordRules.shown(fields), request).then();
        }
        return access.visitor(request)
                .filter(visitor -> isRecent(visitor.provenAt()))
                .switchIfEmpty(Mono.error(() -> new Problem(
                        HttpStatus.FORBIDDEN,
                        "proof_required",
                        "Send your 'password' with it, or log in again and do it within five minutes.")))
                .then();
    }

    /** Stripe would go on charging somebody who has no account any more. */
    private Mono<Void> pays(Account account) {
        return billing.subscriptions(account.id(), settings.live())
                .filter(all -> all.stream().anyMatch(Subscription::renews))
                .flatMap(paying -> Mono.error(new Problem(
                        HttpStatus.CONFLICT,
                        "subscribed",
                        "This account pays for a subscription. Cancel it first in the portal, POST /api/billing/portal-link."
                                + " Nothing was deleted.")));
    }

    private boolean isRecent(@Nullable Instant provenAt) {
        return provenAt != null && provenAt.plus(RECENT).isAfter(clock.instant());
    }

    private static Mono<Void> answer(Deletion deletion) {
        if (deletion.status() == Deletion.Status.FORFEIT) {
            return Mono.error(Problem.with(
                    HttpStatus.CONFLICT,
                    "forfeit_required",
                    "You have " + deletion.bought() + " credits that you bought. They are lost with the account: send"
                            + " \"forfeit\": true if you want that. Nothing was deleted.",
                    Map.of("bought", deletion.bought().toString())));
        }
        if (deletion.status() == Deletion.Status.BLOCKED) {
            return Mono.error(new Problem(
                    HttpStatus.CONFLICT,
                    "account_blocked",
                    "An account that is frozen or in debt cannot be deleted. Ask the operator of this gateway. Nothing was"
                            + " deleted."));
        }
        return deletion.status() == Deletion.Status.DELETED
                ? Mono.empty()
                : Mono.error(Problem.notFound("There is no such account."));
    }
}

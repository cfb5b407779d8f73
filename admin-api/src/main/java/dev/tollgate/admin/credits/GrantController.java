package dev.tollgate.admin.credits;

import dev.tollgate.admin.problem.Access;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.ledger.GrantRequest;
import dev.tollgate.ledger.GrantResult;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.account.Accounts;
import dev.tollgate.pricing.PriceBook;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code POST /api/credits/grant}, for administrators. */
@RestController
class GrantController {

    private static final int LONGEST_KEY = 200;

    private final Access access;
    private final Accounts accounts;
    private final Ledger ledger;
    private final Supplier<PriceBook> books;

    GrantController(Access access, Accounts accounts, Ledger ledger, Supplier<PriceBook> books) {
        this.access = access;
        this.accounts = accounts;
        this.ledger = ledger;
        this.books = books;
    }

    record Body(
            @Nullable String account,
            @Nullable String userId,
            @Nullable String email,
            @Nullable String amount,
            @Nullable String reason,
            @Nullable String idempotencyKey,
            @Nullable String source,
            @Nullable String expiresAt) {}

    record Granted(String account, String granted, String status, BalanceView balance) {}

    @PostMapping("/api/credits/grant")
    Mono<Granted> grant(@RequestBody Mono<Body> body, ServerHttpRequest request) {
        access.requireAdmin(request);
        return body.flatMap(given -> account(given).flatMap(account -> grant(account, given, request)));
    }

    private Mono<Account> account(Body body) {
        String id = body.account() != null ? body.account() : body.userId();
        if (id == null && body.email() == null) {
            throw Problem.badField("account", "is missing: name the account by its id or e-mail address.");
        }
        Mono<Account> found = id != null && !id.contains("@")
                ? accounts.byPublicId(id)
                : accounts.byEmail(id != null ? id : java.util.Objects.requireNonNull(body.email()));
        return found.switchIfEmpty(Mono.error(() -> Problem.notFound("There is no such account.")));
    }

    private Mono<Granted> grant(Account account, Body body, ServerHttpRequest request) {
        GrantRequest grant = new GrantRequest(
                account.id(),
                source(body.source()),
                key(body.idempotencyKey(), request),
                Amounts.aboveZero("amount", body.amount() == null ? "" : body.amount()),
                body.reason() == null ? "" : body.reason(),
                expiry(body.expiresAt()));
        return ledger.grant(grant).map(result -> answer(account, grant, result));
    }

    private Granted answer(Account account, GrantRequest grant, GrantResult result) {
        if (result.status() == GrantResult.Status.REFERENCE_TAKEN) {
            throw new Problem(
                    HttpStatus.CONFLICT,
                    "idempotency_key_reused",
                    "This idempotency key was used for another grant already. Nothing was granted now.");
        }
        return new Granted(
                account.publicId(),
                grant.amount().toString(),
                result.status().name().toLowerCase(Locale.ROOT),
                BalanceView.of(result.balance(), books.get()));
    }

    private static String key(@Nullable String given, ServerHttpRequest request) {
        String key = given != null ? given : request.getHeaders().getFirst("Idempotency-Key");
        if (key == null || key.isBlank() || key.length() > LONGEST_KEY || key.indexOf('\0') >= 0) {
            throw Problem.badField(
                    "idempotencyKey",
                    "must be 1 to " + LONGEST_KEY + " characters: a repeated request with the same key grants once.");
        }
        return key;
    }

    private static GrantRequest.Source source(@Nullable String name) {
        if (name == null) {
            return GrantRequest.Source.ADJUSTMENT;
        }
        return Arrays.stream(GrantRequest.Source.values())
                .filter(source -> source.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> Problem.badField(
                        "source", "must be one of daily_free, promo, plan, bonus, purchase, adjustment."));
    }

    private static @Nullable Instant expiry(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeException wrong) {
            throw Problem.badField("expiresAt", "must be a time such as \"2027-01-31T00:00:00Z\".");
        }
    }
}

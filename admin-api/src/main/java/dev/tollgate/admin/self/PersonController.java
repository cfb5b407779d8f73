package dev.tollgate.admin.self;

import dev.tollgate.admin.account.NewAccount;
import dev.tollgate.admin.credits.BalanceView;
import dev.tollgate.admin.problem.Access;
import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.ShownKeys;
import dev.tollgate.admin.throttle.Downloads;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.login.OwnData;
import dev.tollgate.ledger.plan.Plans;
import dev.tollgate.ledger.usage.UsageLog;
import dev.tollgate.pricing.PriceBook;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Supplier;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/**
 * {@code GET /api/me}: who the caller is; {@code PATCH /api/me}: where it lives; {@code GET /api/me/export}: all that is held
 * about it, as one JSON file.
 */
@RestController
class PersonController {

    private final Access access;
    private final ShownKeys keys;
    private final Ledger ledger;
    private final UsageLog usageLog;
    private final Plans plans;
    private final OwnData ownData;
    private final Supplier<PriceBook> books;
    private final Downloads downloads;

    PersonController(
            Access access,
            ShownKeys keys,
            Ledger ledger,
            UsageLog usageLog,
            Plans plans,
            OwnData ownData,
            Supplier<PriceBook> books,
            Downloads downloads) {
        this.downloads = downloads;
        this.access = access;
        this.keys = keys;
        this.ledger = ledger;
        this.usageLog = usageLog;
        this.plans = plans;
        this.ownData = ownData;
        this.books = books;
    }

    record Me(String account, String email, String plan, String timeZone, BalanceView balance, Month month) {}

    /** What was used since the account's month began; credits as a decimal text. */
    record Month(Instant from, long tokens, String credits) {}

    @GetMapping("/api/me")
    Mono<Me> me(ServerHttpRequest request) {
        return access.account(request)
                .flatMap(account -> Mono.zip(ledger.balance(account.id()), usageLog.thisMonth(account.id()))
                        .map(both -> new Me(
                                account.publicId(),
                                account.email(),
                                account.plan(),
                                both.getT2().zone().getId(),
                                BalanceView.of(both.getT1().funds(), books.get()),
                                new Month(
                                        both.getT2().begins(),
                                        both.getT2().tokens(),
                                        both.getT2().credits().toString()))));
    }

    /** Not by a key that may not do everything: it moves the days and months of all. */
    @PatchMapping("/api/me")
    Mono<Me> change(ServerHttpRequest request) {
        return keys.unrestricted(request)
                .flatMap(account -> Fields.from(request, "timeZone")
                        .flatMap(fields -> plans.zone(account.id(), NewAccount.givenZone(fields))))
                .then(Mono.defer(() -> me(request)));
    }

    @GetMapping("/api/me/export")
    Mono<Void> export(ServerHttpRequest request, ServerHttpResponse response) {
        return keys.unrestricted(request).flatMap(account -> {
            HttpHeaders headers = response.getHeaders();
            headers.setContentType(MediaType.APPLICATION_JSON);
            headers.setContentDisposition(ContentDisposition.attachment()
                    .filename("tollgate-" + account.publicId() + ".json")
                    .build());
            return downloads.alone(
                    account.id(), response.writeWith(ownData.of(account.id()).map(piece -> response.bufferFactory()
                            .wrap(piece.getBytes(StandardCharsets.UTF_8)))));
        });
    }
}

package dev.tollgate.admin.self;

import dev.tollgate.admin.credits.BalanceView;
import dev.tollgate.admin.problem.Access;
import dev.tollgate.admin.problem.ShownKeys;
import dev.tollgate.admin.throttle.Downloads;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.login.OwnData;
import dev.tollgate.ledger.usage.UsageLog;
import dev.tollgate.pricing.PriceBook;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code GET /api/me}: who the caller is; {@code GET /api/me/export}: all that is held about it, as one JSON file. */
@RestController
class PersonController {

    private final Access access;
    private final ShownKeys keys;
    private final Ledger ledger;
    private final UsageLog usageLog;
    private final OwnData ownData;
    private final Supplier<PriceBook> books;
    private final Downloads downloads;

    PersonController(
            Access access,
            ShownKeys keys,
            Ledger ledger,
            UsageLog usageLog,
            OwnData ownData,
            Supplier<PriceBook> books,
            Downloads downloads) {
        this.downloads = downloads;
        this.access = access;
        this.keys = keys;
        this.ledger = ledger;
        this.usageLog = usageLog;
        this.ownData = ownData;
        this.books = books;
    }

    record Me(String account, String email, String plan, BalanceView balance, Month month) {}

    /** Since the first of the month, UTC; credits as a decimal text. */
    record Month(long tokens, String credits) {}

    @GetMapping("/api/me")
    Mono<Me> me(ServerHttpRequest request) {
        return access.account(request).flatMap(account -> Mono.zip(
                        ledger.balance(account.id()), usageLog.thisMonth(account.id()))
                .map(both -> new Me(
                        account.publicId(),
                        account.email(),
                        account.plan(),
                        BalanceView.of(both.getT1().funds(), books.get()),
                        new Month(both.getT2().tokens(), both.getT2().credits().toString()))));
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

package dev.tollgate.admin.credits;

import dev.tollgate.admin.problem.Access;
import dev.tollgate.admin.problem.Cursor;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.admin.throttle.Downloads;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.account.Accounts;
import dev.tollgate.ledger.journal.Journal;
import dev.tollgate.ledger.journal.JournalEntry;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;
import tools.jackson.databind.json.JsonMapper;

/** {@code GET /api/credits/transactions}: an account's entries, by pages or as a CSV file. */
@RestController
class TransactionController {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Access access;
    private final Accounts accounts;
    private final Journal journal;
    private final Downloads downloads;

    TransactionController(Access access, Accounts accounts, Journal journal, Downloads downloads) {
        this.downloads = downloads;
        this.access = access;
        this.accounts = accounts;
        this.journal = journal;
    }

    /** @param nextCursor of the page behind this one; absent: there is none */
    record Page(List<TransactionView> transactions, @Nullable String nextCursor) {}

    @GetMapping("/api/credits/transactions")
    Mono<Void> transactions(ServerHttpRequest request, ServerHttpResponse response) {
        return account(request).flatMap(account -> answer(response, account, TransactionQuery.read(request)));
    }

    /** Whose: the key's own, or the one that an administrator names. */
    private Mono<Account> account(ServerHttpRequest request) {
        boolean admin = request.getHeaders().containsHeader("x-admin-key");
        if (!admin) {
            return access.account(request).doOnNext(account -> {
                if (request.getQueryParams().containsKey("account")) {
                    throw Problem.badField(
                            "account", "is for administrators, who send their key as 'x-admin-key'. Leave it out.");
                }
            });
        }
        access.requireAdmin(request);
        String named = TransactionQuery.read(request).account();
        if (named == null) {
            throw Problem.badField("account", "must name the account, by its id or e-mail address.");
        }
        return (named.contains("@") ? accounts.byEmail(named) : accounts.byPublicId(named))
                .switchIfEmpty(Mono.error(() -> Problem.notFound("There is no such account.")));
    }

    private Mono<Void> answer(ServerHttpResponse response, Account account, TransactionQuery query) {
        return query.csv()
                ? download(response, account, query)
                // One more than asked for, which tells whether there is another page.
                : journal.newest(account.id(), query.filter(), query.before(), query.limit() + 1)
                        .map(entries -> page(entries, query.limit()))
                        .flatMap(page -> write(response, page));
    }

    private Mono<Void> download(ServerHttpResponse response, Account account, TransactionQuery query) {
        return downloads.alone(
                account.id(),
                TransactionFile.write(response, account.publicId(), journal.all(account.id(), query.filter())));
    }

    private static Page page(List<JournalEntry> entries, int limit) {
        List<JournalEntry> shown = entries.subList(0, Math.min(limit, entries.size()));
        return new Page(
                shown.stream().map(TransactionView::of).toList(),
                entries.size() > limit ? Cursor.after(shown.get(limit - 1).seq()) : null);
    }

    private static Mono<Void> write(ServerHttpResponse response, Page page) {
        byte[] body = JSON.writeValueAsBytes(page);
        response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
        response.getHeaders().setContentLength(body.length);
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }
}

package dev.tollgate.admin.account;

import dev.tollgate.admin.problem.Access;
import dev.tollgate.admin.problem.Cursor;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.admin.problem.Query;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.account.AccountSearch;
import dev.tollgate.ledger.account.AccountSearch.Filter;
import dev.tollgate.ledger.account.AccountSearch.Found;
import dev.tollgate.ledger.account.AccountSearch.KeyLine;
import dev.tollgate.ledger.account.Accounts;
import dev.tollgate.ledger.journal.EntryFilter;
import dev.tollgate.ledger.journal.Journal;
import dev.tollgate.ledger.journal.JournalEntry;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import reactor.core.publisher.Mono;

/** {@code GET /api/accounts} and {@code GET /api/accounts/{account}}, for administrators. */
@RestController
class AccountListController {

    private static final int USUAL = 50;
    private static final int MOST = 200;
    private static final int LONGEST = 255;
    private static final int LAST = 10;

    private final Access access;
    private final AccountSearch search;
    private final Accounts accounts;
    private final Journal journal;

    AccountListController(Access access, AccountSearch search, Accounts accounts, Journal journal) {
        this.access = access;
        this.search = search;
        this.accounts = accounts;
        this.journal = journal;
    }

    record Page(List<Line> accounts, @Nullable String nextCursor) {}

    /**
     * @param segment empty: none
     * @param credits what it has, held ones included
     */
    record Line(
            String account,
            String email,
            String plan,
            String segment,
            Instant createdAt,
            boolean frozen,
            String credits,
            String onHold,
            String debt) {

        static Line of(Found found) {
            Account account = found.account();
            return new Line(
                    account.publicId(),
                    account.email(),
                    account.plan(),
                    found.segment(),
                    found.createdAt(),
                    found.frozen(),
                    found.credits().toString(),
                    found.onHold().toString(),
                    found.debt().toString());
        }
    }

    /** @param lastEntries the newest ten of the journal, newest first */
    record Detail(Line account, List<KeyLine> keys, List<EntryLine> lastEntries) {}

    record EntryLine(long seq, Instant at, String kind, String amount, String balance, String reference) {

        static EntryLine of(JournalEntry entry) {
            return new EntryLine(
                    entry.seq(),
                    entry.at(),
                    entry.kind(),
                    entry.amount().toPlainString(),
                    entry.balance().toPlainString(),
                    entry.reference());
        }
    }

    @GetMapping("/api/accounts")
    Mono<Page> list(ServerHttpRequest request) {
        access.requireAdmin(request);
        Query query = new Query(request, "email", "plan", "segment", "frozen", "inDebt", "limit", "cursor");
        Filter filter = new Filter(
                query.text("email", LONGEST),
                query.text("plan", LONGEST),
                query.text("segment", LONGEST),
                query.flag("frozen"),
                query.flag("inDebt"));
        int limit = query.limit(USUAL, MOST);
        return search.page(filter, query.before(), limit + 1).map(found -> {
            List<Found> shown = found.stream().limit(limit).toList();
            return new Page(
                    shown.stream().map(Line::of).toList(),
                    found.size() > limit
                            ? Cursor.after(shown.get(limit - 1).account().id())
                            : null);
        });
    }

    @GetMapping("/api/accounts/{account}")
    Mono<Detail> detail(@PathVariable String account, ServerHttpRequest request) {
        access.requireAdmin(request);
        return accounts.byPublicId(account)
                .flatMap(this::detail)
                .switchIfEmpty(Mono.error(() -> Problem.notFound("There is no such account.")));
    }

    private Mono<Detail> detail(Account account) {
        // The one account whose number is the highest below the next.
        Filter all = new Filter("", "", "", null, null);
        return Mono.zip(
                        search.page(all, account.id() + 1, 1),
                        search.keys(account.id()),
                        journal.newest(account.id(), EntryFilter.NONE, Long.MAX_VALUE, LAST))
                .map(parts -> new Detail(
                        Line.of(parts.getT1().get(0)),
                        parts.getT2(),
                        parts.getT3().stream().map(EntryLine::of).toList()));
    }
}

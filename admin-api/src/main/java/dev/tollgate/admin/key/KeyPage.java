package dev.tollgate.admin.key;

import dev.tollgate.admin.problem.Cursor;
import dev.tollgate.ledger.key.AccountKeys;
import dev.tollgate.ledger.key.KeyDetails;
import java.util.List;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * Keys of an account, the newest first.
 *
 * @param nextCursor of the page behind this one; absent: there is none
 */
record KeyPage(List<KeyView> keys, @Nullable String nextCursor) {

    private static final int SIZE = 100;

    static Mono<KeyPage> of(AccountKeys keys, long account, long before) {
        // One more than shown, which tells whether there is another page.
        return keys.list(account, before, SIZE + 1).map(found -> {
            List<KeyDetails> page = found.subList(0, Math.min(SIZE, found.size()));
            return new KeyPage(
                    page.stream().map(KeyView::of).toList(),
                    found.size() > SIZE ? Cursor.after(page.get(SIZE - 1).number()) : null);
        });
    }
}

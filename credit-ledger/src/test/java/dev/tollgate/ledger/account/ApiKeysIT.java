package dev.tollgate.ledger.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.ledger.LedgerDatabase;
import dev.tollgate.ledger.testing.TestDatabase;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ApiKeysIT {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final TestDatabase database = TestDatabase.fresh();
    private LedgerDatabase node;

    @BeforeAll
    void open() {
        node = database.open();
    }

    @AfterAll
    void close() {
        node.close();
        database.close();
    }

    private IssuedKey issued(Account account) {
        return Objects.requireNonNull(node.keys().issue(account, "test").block(PATIENCE));
    }

    @Test
    void a_key_speaks_for_its_account_and_is_kept_as_a_hash() {
        Account account = TestDatabase.account(node, "0");
        IssuedKey key = issued(account);
        assertThat(node.keys().holderOf(key.key()).blockOptional(PATIENCE))
                .map(KeyHolder::account)
                .contains(account);
        assertThat(key.toString()).doesNotContain(key.key());
        assertThat(database.query("SELECT k::text FROM api_key k")).noneMatch(row -> row.contains(key.key()));
        assertThat(database.query("SELECT last4 FROM api_key WHERE account_id = " + account.id()))
                .containsExactly(key.key().substring(key.key().length() - 4));
    }

    @Test
    void a_mistyped_or_unknown_key_speaks_for_nobody() {
        String key = issued(TestDatabase.account(node, "0")).key();
        char last = key.charAt(key.length() - 1);
        assertThat(KeyFormat.isWellFormed(key)).isTrue();
        assertThat(KeyFormat.isWellFormed(key.substring(0, key.length() - 1) + (last == 'x' ? 'y' : 'x')))
                .isFalse();
        assertThat(node.keys().holderOf(KeyFormat.newKey()).blockOptional(PATIENCE))
                .isEmpty();
        assertThat(node.keys().holderOf("").blockOptional(PATIENCE)).isEmpty();
    }

    @Test
    void a_revoked_key_opens_nothing_a_few_seconds_later() {
        Account account = TestDatabase.account(node, "0");
        String key = issued(account).key();
        assertThat(node.keys().holderOf(key).blockOptional(PATIENCE)).isPresent();
        database.execute("UPDATE api_key SET revoked_at = now() WHERE account_id = " + account.id());
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (node.keys().holderOf(key).blockOptional(PATIENCE).isPresent()) {
            assertThat(System.nanoTime()).as("still open").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void an_address_has_one_account_whatever_its_case() {
        Account account = TestDatabase.account(node, "0");
        assertThat(node.accounts()
                        .byEmail(account.email().toUpperCase(java.util.Locale.ROOT))
                        .block(PATIENCE))
                .isEqualTo(account);
        assertThatThrownBy(() -> node.accounts()
                        .create(account.email().toUpperCase(java.util.Locale.ROOT), "free")
                        .block(PATIENCE))
                .isInstanceOf(EmailTaken.class);
    }
}

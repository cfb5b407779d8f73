package dev.tollgate.ledger.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tollgate.ledger.LedgerDatabase;
import dev.tollgate.ledger.key.KeyFormat;
import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.pricing.Credits;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ApiKeysIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

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
    void a_revoked_key_opens_nothing_on_any_node() {
        Account account = TestDatabase.account(node, "0");
        String key = issued(account).key();
        try (LedgerDatabase other = database.open()) {
            assertThat(holder(node, key)).isPresent();
            assertThat(holder(other, key)).isPresent();
            database.execute("UPDATE api_key SET revoked_at = now() WHERE account_id = " + account.id());
            await(
                    "the key opens nothing",
                    () -> holder(node, key).isEmpty() && holder(other, key).isEmpty());
        }
    }

    @Test
    void a_key_that_expires_opens_nothing_from_then_on() {
        Account account = TestDatabase.account(node, "0");
        String key = issued(account).key();
        database.execute(
                "UPDATE api_key SET expires_at = now() + interval '2 seconds' WHERE account_id = " + account.id());
        await("the key has expired", () -> holder(node, key).isEmpty());
        assertThat(database.query(
                        "SELECT count(*) FROM api_key WHERE account_id = " + account.id() + " AND expires_at < now()"))
                .containsExactly("1");
    }

    @Test
    void a_change_of_the_account_is_seen_by_who_knows_its_key() {
        Account account = TestDatabase.account(node, "0");
        String key = issued(account).key();
        assertThat(holder(node, key)).map(KeyHolder::account).contains(account);
        database.execute("UPDATE account SET plan = 'pro' WHERE id = " + account.id());
        await("the plan is seen", () -> holder(node, key)
                .filter(it -> it.account().plan().equals("pro"))
                .isPresent());
    }

    @Test
    void a_revocation_is_seen_within_five_seconds_although_the_connection_that_would_tell_was_lost() {
        Account account = TestDatabase.account(node, "0");
        String key = issued(account).key();
        assertThat(holder(node, key)).isPresent();
        database.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE datname = current_database() AND query IN ('LISTEN tg_key', 'NOTIFY tg_key')");
        database.execute("UPDATE api_key SET revoked_at = now() WHERE account_id = " + account.id());
        long revoked = System.nanoTime();
        await("the key opens nothing", () -> holder(node, key).isEmpty());
        assertThat(Duration.ofNanos(System.nanoTime() - revoked)).isLessThan(Duration.ofSeconds(5));
    }

    private static Optional<KeyHolder> holder(LedgerDatabase node, String key) {
        return node.keys().holderOf(key).blockOptional(PATIENCE);
    }

    private static void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(end);
            Thread.onSpinWait();
        }
    }

    @Test
    void all_nodes_hear_below_what_an_account_wants_to_be_warned() {
        Account account = TestDatabase.account(node, "0");
        String key = Objects.requireNonNull(node.keys().issue(account, "test").block(PATIENCE))
                .key();
        try (LedgerDatabase otherNode = database.open()) {
            assertThat(holder(otherNode, key))
                    .hasValueSatisfying(known -> assertThat(known.lowBalance()).isNull());
            database.execute(
                    "INSERT INTO alert_setting (wallet_id, threshold) VALUES (" + account.id() + ", 7000000000)");
            await(
                    "the other node knows",
                    () -> Objects.equals(
                            holder(otherNode, key).orElseThrow().lowBalance(), Credits.of(BigDecimal.valueOf(7))));
        }
    }

    @Test
    void an_address_has_one_account_whatever_its_case() {
        Account account = TestDatabase.account(node, "0");
        assertThat(node.accounts()
                        .byEmail(account.email().toUpperCase(Locale.ROOT))
                        .block(PATIENCE))
                .isEqualTo(account);
        assertThatThrownBy(() -> node.accounts()
                        .create(account.email().toUpperCase(Locale.ROOT), "free")
                        .block(PATIENCE))
                .isInstanceOf(EmailTaken.class);
    }
}

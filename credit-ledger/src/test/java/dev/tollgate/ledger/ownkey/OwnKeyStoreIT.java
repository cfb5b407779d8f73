package dev.tollgate.ledger.ownkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tollgate.ledger.LedgerDatabase;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.account.KeyHolder;
import dev.tollgate.ledger.ownkey.OwnKeyStore.Change;
import dev.tollgate.ledger.ownkey.OwnKeyStore.Choice;
import dev.tollgate.ledger.ownkey.OwnKeyStore.Shown;
import dev.tollgate.ledger.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Own provider keys in the database: sealed, remembered by nodes with the API keys, exchanged and forgotten. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OwnKeyStoreIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String KEY = "sk-own-0123456789";

    private final TestDatabase database = TestDatabase.fresh();
    private final String keyset = KeysetText.create();
    private final KeySeal seal = KeySeal.of(keyset);
    private LedgerDatabase node;
    private LedgerDatabase other;
    private OwnKeyStore store;

    @BeforeAll
    void open() {
        node = database.open();
        other = database.open();
        store = node.ownKeys();
    }

    @AfterAll
    void close() {
        other.close();
        node.close();
        database.close();
    }

    private void put(Account account, Change change) {
        store.put(account.id(), change, seal).block(PATIENCE);
    }

    private Choice choice(Account account) {
        return Objects.requireNonNull(store.choice(account.id()).block(PATIENCE));
    }

    private static Change stored(String provider) {
        return new Change(Optional.empty(), Map.of(provider, Optional.of(KEY)));
    }

    @Test
    void what_is_stored_is_shown_in_part_and_stands_nowhere_in_clear() {
        Account account = TestDatabase.account(node, "5");
        put(account, new Change(Optional.of(true), Map.of("openai", Optional.of(KEY))));

        assertThat(choice(account).preferred()).isTrue();
        assertThat(choice(account).keys())
                .extracting(Shown::provider, Shown::last4)
                .containsExactly(tuple("openai", "6789"));
        assertThat(database.query("SELECT p::text FROM provider_key p")).noneMatch(row -> row.contains(KEY));

        put(account, new Change(Optional.of(false), Map.of("openai", Optional.empty())));
        assertThat(choice(account)).isEqualTo(new Choice(false, List.of()));
    }

    @Test
    void every_node_hears_of_a_change() {
        Account account = TestDatabase.account(node, "5");
        String key = Objects.requireNonNull(node.keys().issue(account, "app").block(PATIENCE))
                .key();
        assertThat(holder(key).ownKeys()).isEqualTo(OwnKeys.NONE);

        put(account, new Change(Optional.of(true), Map.of("openai", Optional.of(KEY))));
        until(() -> holder(key).ownKeys().preferred());
        until(() -> holder(key)
                .ownKeys()
                .of("openai")
                .flatMap(closed -> seal.open(closed, account.id(), "openai"))
                .filter(KEY::equals)
                .isPresent());

        put(account, new Change(Optional.empty(), Map.of("openai", Optional.empty())));
        until(() -> holder(key).ownKeys().equals(new OwnKeys(true, Map.of())));
    }

    @Test
    void whoever_calls_by_a_secret_that_was_rotated_hears_of_it_too() {
        Account account = TestDatabase.account(node, "5");
        String old = Objects.requireNonNull(node.keys().issue(account, "app").block(PATIENCE))
                .key();
        put(account, stored("openai"));
        database.execute("INSERT INTO old_secret (hash, account_id, key_id, prefix, last4, expires_at)"
                + " SELECT sha256('not a key'), account_id, id, prefix, last4, now() + interval '1 day' FROM api_key"
                + " WHERE account_id = " + account.id() + "; UPDATE old_secret o SET hash = k.hash FROM api_key k"
                + " WHERE k.id = o.key_id AND k.account_id = " + account.id()
                + "; UPDATE api_key SET hash = sha256('another key') WHERE account_id = " + account.id());
        until(() -> holder(old).ownKeys().of("openai").isPresent());

        put(account, new Change(Optional.empty(), Map.of("openai", Optional.empty())));
        until(() -> holder(old).ownKeys().of("openai").isEmpty());
    }

    private static void until(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(end);
            Thread.onSpinWait();
        }
    }

    private KeyHolder holder(String key) {
        return Objects.requireNonNull(other.keys().holderOf(key).block(PATIENCE));
    }

    @Test
    void a_key_in_somebody_elses_row_does_not_open() {
        Account victim = TestDatabase.account(node, "5");
        Account thief = TestDatabase.account(node, "5");
        put(victim, stored("openai"));
        database.execute("INSERT INTO provider_key SELECT " + thief.id()
                + ", provider, sealed, last4 FROM provider_key WHERE account_id = " + victim.id());

        String stolen = database.query("SELECT sealed FROM provider_key WHERE account_id = " + thief.id())
                .get(0);
        assertThat(seal.open(stolen, thief.id(), "openai")).isEmpty();
    }

    @Test
    void all_keys_are_sealed_anew_with_another_key() {
        Account account = TestDatabase.account(node, "5");
        put(account, stored("openai"));
        put(account, stored("anthropic"));
        String promoted = KeysetText.withNewestFirst(KeysetText.withNewKey(keyset));

        Long count = store.reseal(KeySeal.of(promoted)).block(PATIENCE);

        assertThat(count).isGreaterThanOrEqualTo(2);
        KeySeal retired = KeySeal.of(KeysetText.withoutOld(promoted));
        assertThat(database.query("SELECT sealed FROM provider_key WHERE account_id = " + account.id()
                        + " ORDER BY provider DESC"))
                .first()
                .satisfies(closed ->
                        assertThat(retired.open(closed, account.id(), "openai")).contains(KEY));
        // The other tests of this class go on with the first keyset, so nothing is left that it does not open.
        database.execute("DELETE FROM provider_key");
    }

    @Test
    void a_deleted_account_leaves_none_behind() {
        Account account = TestDatabase.account(node, "5");
        put(account, stored("openai"));
        database.execute("SELECT * FROM tg_delete_account(" + account.id() + ", true)");
        assertThat(database.query("SELECT provider FROM provider_key WHERE account_id = " + account.id()))
                .isEmpty();
    }
}

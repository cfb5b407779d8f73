package dev.tollgate.ledger.usage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.LedgerDatabase;
import dev.tollgate.ledger.testing.TestDatabase;
import dev.tollgate.ledger.usage.KeptObjects.Maker;
import dev.tollgate.ledger.usage.KeptObjects.Reach;
import java.time.Duration;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Whose an object is that a provider keeps. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class MakersOfKeptObjectsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long KEY = 7;

    private TestDatabase database;
    private LedgerDatabase ledger;
    private KeptObjects kept;
    private long ann;
    private long ben;

    @BeforeAll
    void open() {
        database = TestDatabase.fresh();
        ledger = database.open();
        kept = ledger.keptObjects();
    }

    @BeforeEach
    void newcomers() {
        database.execute("DELETE FROM kept_object");
        ann = TestDatabase.account(ledger, "1").id();
        ben = TestDatabase.account(ledger, "1").id();
    }

    @AfterAll
    void close() {
        ledger.close();
        database.close();
    }

    private void makes(long account, String provider, boolean ownKey, String... ids) {
        kept.keep(Set.of(ids), new Maker(account, KEY, UUID.randomUUID(), provider, ownKey))
                .block(PATIENCE);
    }

    private Set<String> madeBy(long account, String... ids) {
        return madeBy(new Reach(account, null), ids);
    }

    private Set<String> madeBy(Reach reach, String... ids) {
        return Objects.requireNonNull(kept.madeBy(reach, "openai", Set.of(ids)).block(PATIENCE));
    }

    private @Nullable Maker found(String id, long account) {
        return kept.maker(id, new Reach(account, null)).block(PATIENCE);
    }

    private Maker maker(String id, long account) {
        return Objects.requireNonNull(found(id, account));
    }

    @Test
    void is_its_makers_at_its_provider_and_nobody_elses() {
        makes(ann, "openai", false, "a1", "a2");
        makes(ann, "azure", false, "a3");
        makes(ann, "openai", true, "a4");
        makes(ben, "openai", false, "b1");
        assertThat(madeBy(ann, "a1", "a2", "a3", "a4", "b1", "none")).containsExactlyInAnyOrder("a1", "a2");
        assertThat(madeBy(ben, "a1", "a2", "a3", "a4", "b1", "none")).containsExactly("b1");
        assertThat(maker("a3", ann).provider()).isEqualTo("azure");
        assertThat(maker("a3", ann).ownKey()).isFalse();
        assertThat(maker("a4", ann).ownKey()).isTrue();
        assertThat(found("a3", ben)).isNull();
    }

    @Test
    void is_within_reach_of_the_key_that_made_it_and_of_the_account() {
        makes(ann, "openai", false, "a1");
        kept.keep(Set.of("a1", "a2"), new Maker(ann, KEY + 1, UUID.randomUUID(), "openai", false))
                .block(PATIENCE);
        makes(ben, "openai", false, "b1");
        assertThat(madeBy(new Reach(ann, KEY), "a1", "a2", "b1")).containsExactly("a1");
        assertThat(madeBy(new Reach(ann, KEY + 1), "a1", "a2", "b1")).containsExactly("a2");
        assertThat(madeBy(ann, "a1", "a2", "b1")).containsExactlyInAnyOrder("a1", "a2");
        assertThat(maker("a2", ann).key()).isEqualTo(KEY + 1);
        assertThat(kept.maker("a2", new Reach(ann, KEY + 1)).block(PATIENCE)).isEqualTo(maker("a2", ann));
        assertThat(kept.maker("a2", new Reach(ann, KEY)).block(PATIENCE)).isNull();
        assertThat(kept.maker("a2", new Reach(ben, KEY + 1)).block(PATIENCE)).isNull();
    }

    /** Also when a key is told of it again, which may not be the one that has made it. */
    @Test
    void is_its_accounts_alone_where_no_key_was_written_down() {
        database.execute("SET ROLE tollgate_app; INSERT INTO kept_object (object_id, wallet_id, request_id, provider,"
                + " own_key) VALUES ('a1', " + ann + ", gen_random_uuid(), 'openai', false)");
        database.execute("UPDATE kept_object SET made_at = now() - interval '2 hours'");
        makes(ann, "openai", false, "a1");
        assertThat(madeBy(new Reach(ann, KEY), "a1")).isEmpty();
        assertThat(kept.maker("a1", new Reach(ann, KEY)).block(PATIENCE)).isNull();
        assertThat(madeBy(ann, "a1")).containsExactly("a1");
        assertThat(maker("a1", ann).key()).isNull();
        kept.keep(Set.of("a2"), maker("a1", ann)).block(PATIENCE);
        assertThat(maker("a2", ann).key()).isNull();
    }

    @Test
    void stays_its_first_makers_if_another_one_is_told_of_it() {
        makes(ann, "openai", false, "same");
        makes(ben, "openai", false, "same", "b1");
        assertThat(madeBy(ann, "same", "b1")).containsExactly("same");
        assertThat(madeBy(ben, "same", "b1")).containsExactly("b1");
    }

    @Test
    void is_forgotten_a_month_after_it_was_last_told_of() {
        makes(ann, "openai", false, "used", "unused");
        database.execute("UPDATE kept_object SET made_at = now() - interval '29 days'");
        makes(ann, "openai", false, "used");
        database.execute("UPDATE kept_object SET made_at = made_at - interval '2 days'");
        assertThat(madeBy(ann, "used", "unused")).containsExactly("used");
        assertThat(found("unused", ann)).isNull();
        makes(ben, "openai", false, "b1");
        assertThat(database.query("SELECT object_id FROM kept_object ORDER BY object_id"))
                .containsExactly("b1", "used");
    }

    @Test
    void ids_that_no_database_takes_are_nobodys() {
        String zero = "a\0b";
        String surrogate = "a\uD800";
        String long513 = "a".repeat(513);
        makes(ann, "openai", false, zero, surrogate, long513, "", " ");
        makes(ann, "openai", false, zero, "a".repeat(512));
        assertThat(madeBy(ann, zero, surrogate, long513, "", " ")).isEmpty();
        assertThat(madeBy(ann, zero, "a".repeat(512))).containsExactly("a".repeat(512));
    }

    /** Nobody else gets it, and the sweep takes it: a deletion has no time for millions of them. */
    @Test
    void goes_with_its_account() {
        makes(ann, "openai", false, "a1");
        makes(ben, "openai", false, "b1");
        database.execute("UPDATE account SET deleted_at = now() WHERE id = " + ann);
        assertThat(database.query("SELECT object_id FROM kept_object ORDER BY object_id"))
                .containsExactly("a1", "b1");
        makes(ben, "openai", false, "a1");
        assertThat(madeBy(ben, "a1", "b1")).containsExactly("b1");
        assertThat(found("a1", ben)).isNull();
        database.execute("UPDATE kept_object SET made_at = now() - interval '31 days' WHERE wallet_id = " + ann);
        makes(ben, "openai", false, "b2");
        assertThat(database.query("SELECT object_id FROM kept_object ORDER BY object_id"))
                .containsExactly("b1", "b2");
    }

    /** An account may have millions: no plan must walk through all that is one's. */
    @Test
    void is_looked_up_by_its_id_alone() {
        assertThat(database.query(
                        "SELECT indexname FROM pg_indexes WHERE tablename = 'kept_object' ORDER BY indexname"))
                .containsExactly("kept_object_at", "kept_object_pkey");
    }

    /** What nodes of the version before say, word for word. */
    @Test
    void is_known_to_nodes_of_the_version_before_by_its_old_name() {
        String keep =
                """
                WITH gone AS (DELETE FROM kept_response WHERE made_at < now() - interval '30 days')
                INSERT INTO kept_response (response_id, wallet_id, request_id, provider) VALUES ($1, $2, $3, $4)
                ON CONFLICT DO NOTHING
                """;
        String find = "SELECT provider FROM kept_response WHERE response_id = $1 AND wallet_id = $2 LIMIT 1";
        makes(ann, "openai", false, "over", "a1");
        database.execute("UPDATE kept_object SET made_at = now() - interval '31 days' WHERE object_id = 'over'");
        for (int i = 0; i < 2; i++) {
            database.execute("SET ROLE tollgate_app; "
                    + keep.replace("$1", "'b1'")
                            .replace("$2", Long.toString(ben))
                            .replace("$3", "'" + UUID.randomUUID() + "'")
                            .replace("$4", "'openai'"));
        }
        assertThat(database.query("SELECT object_id FROM kept_object ORDER BY object_id"))
                .containsExactly("a1", "b1");
        assertThat(madeBy(ben, "b1")).containsExactly("b1");
        assertThat(madeBy(new Reach(ben, KEY), "b1")).isEmpty();
        assertThat(database.query(find.replace("$1", "'b1'").replace("$2", Long.toString(ben))))
                .containsExactly("openai");
        assertThat(database.query(find.replace("$1", "'b1'").replace("$2", Long.toString(ann))))
                .isEmpty();
    }
}

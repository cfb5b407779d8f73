package dev.tollgate.ledger.login;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.testing.TestDatabase;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** People are told all that is held about them: a new table belongs into the export, or here with the reason why not. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OwnDataPartsIT {

    private static final Map<String, String> NOT_TOLD = Map.ofEntries(
            Map.entry("alert_delivery", "tries to tell of an alert, which is told"),
            Map.entry("alert_state", "on which side of its threshold the balance was seen last"),
            Map.entry("awaited_callback", "terms of a call that still runs"),
            Map.entry("correction", "its entries are told; why is the administrators' own"),
            Map.entry("hold", "a call that still runs, whose credits the balance tells"),
            Map.entry("idempotent_bytes", "how much of the table below there is"),
            Map.entry("idempotent_call", "answers of a day, sealed with a key that is not here"),
            Map.entry("login_code", "hashes, good for a minute"),
            Map.entry("mailbox", "a hash"),
            Map.entry("old_secret", "what a key that is told was before, until that ends"),
            Map.entry("opening_usage", "what a month in the archive leaves of calls across its end"),
            Map.entry("opening_wallet", "the balance as of the last month in the archive"),
            Map.entry("kept_object", "ids of calls that are told; millions, and found by their id alone"),
            Map.entry("password", "a hash"),
            Map.entry("proposal", "what administrators have in mind"),
            Map.entry("signed_head", "a hash of the entries"),
            Map.entry("spend_answer", "what a spend that is told was answered"),
            Map.entry("stripe_owed", "a sum of payments and grants, which are told"),
            Map.entry("token_hold", "tokens of a call that still runs"),
            Map.entry("usage_rollup", "sums of the calls"),
            Map.entry("usage_rollup_account", "sums of the calls"),
            Map.entry("usage_rollup_own", "sums of the calls"),
            Map.entry("usage_rollup_own_tag", "sums of the calls"),
            Map.entry("usage_rollup_tag", "sums of the calls"),
            Map.entry("usage_rollup_total", "sums of the calls"));

    private static final String OF_ACCOUNTS =
            """
            SELECT DISTINCT c.relname
              FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
             WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition
               AND (a.attname IN ('wallet_id', 'account_id') AND NOT a.attisdropped
                    OR EXISTS (SELECT FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'f'
                                  AND k.confrelid IN ('account'::regclass, 'wallet'::regclass)))
            """;

    private final TestDatabase database = TestDatabase.fresh();

    @AfterAll
    void close() {
        database.close();
    }

    @Test
    void no_table_of_an_accounts_rows_is_forgotten() {
        Set<String> told =
                OwnDataParts.ALL.stream().map(part -> part.from().split(" ")[0]).collect(Collectors.toSet());
        assertThat(database.query(OF_ACCOUNTS))
                .containsAll(NOT_TOLD.keySet())
                .filteredOn(table -> !told.contains(table))
                .containsExactlyInAnyOrderElementsOf(NOT_TOLD.keySet());
    }
}

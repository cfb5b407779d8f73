package dev.tollgate.ledger.ownkey;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

/** What the database has of a provider key opens with the keyset, in its own place, and nowhere else. */
final class KeySealTest {

    private static final String KEY = "sk-own-0123456789";

    @Test
    void opens_for_its_own_account_and_provider_only() {
        KeySeal seal = KeySeal.of(KeysetText.create());
        String sealed = seal.close(KEY, 1, "openai");
        assertThat(sealed).doesNotContain(KEY);
        assertThat(seal.open(sealed, 1, "openai")).contains(KEY);
        assertThat(seal.open(sealed, 2, "openai"))
                .as("in another account's row")
                .isEmpty();
        assertThat(seal.open(sealed, 1, "anthropic")).as("for another provider").isEmpty();
        assertThat(KeySeal.of(KeysetText.create()).open(sealed, 1, "openai"))
                .as("with another keyset")
                .isEmpty();
        assertThat(seal.open("no seal", 1, "openai")).isEmpty();
    }

    @Test
    void the_same_key_is_never_sealed_alike() {
        KeySeal seal = KeySeal.of(KeysetText.create());
        assertThat(seal.close(KEY, 1, "openai")).isNotEqualTo(seal.close(KEY, 1, "openai"));
    }

    @Test
    void at_each_step_of_an_exchange_all_nodes_open_what_all_nodes_seal() {
        String first = KeysetText.create();
        String added = KeysetText.withNewKey(first);
        String promoted = KeysetText.withNewestFirst(added);
        String old = KeySeal.of(first).close(KEY, 1, "openai");

        assertThat(KeySeal.of(first).open(KeySeal.of(added).close(KEY, 1, "openai"), 1, "openai"))
                .as("a node that has not heard of the new key yet")
                .contains(KEY);
        assertThat(KeySeal.of(added).open(KeySeal.of(promoted).close(KEY, 1, "openai"), 1, "openai"))
                .as("a node that does not seal with it yet")
                .contains(KEY);
        assertThat(KeySeal.of(promoted).open(old, 1, "openai")).contains(KEY);

        KeySeal retired = KeySeal.of(KeysetText.withoutOld(promoted));
        assertThat(retired.open(KeySeal.of(promoted).close(KEY, 1, "openai"), 1, "openai"))
                .contains(KEY);
        assertThat(retired.open(old, 1, "openai"))
                .as("what was not sealed anew")
                .isEmpty();
    }

    @Test
    void what_is_no_keyset_is_refused_without_being_quoted() {
        for (String wrong : new String[] {"", "secret-text", "eyJrZXkiOiJzZWNyZXQtdGV4dCJ9"}) {
            assertThatThrownBy(() -> KeySeal.of(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("own-keys new")
                    .hasMessageNotContaining("secret-text")
                    .hasNoCause();
        }
    }
}

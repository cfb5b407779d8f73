package dev.tollgate.ledger;

import static dev.tollgate.ledger.Calls.credits;
import static dev.tollgate.ledger.Calls.hold;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tollgate.ledger.analytics.Liability;
import dev.tollgate.ledger.testing.TestDatabase;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is owed to customers is what they paid for and have not spent; what was given, or has expired, is not. */
final class LiabilityIT extends LedgerTest {

    private void grant(
            long account, GrantRequest.Source source, String amount, String costUsd, @Nullable Instant until) {
        GrantTerms terms = new GrantTerms(new BigDecimal(costUsd), List.of(), null, until);
        now(node.ledger()
                .grant(new GrantRequest(
                        account, source, UUID.randomUUID().toString(), credits(amount), "test", terms)));
    }

    @Test
    void it_is_what_was_paid_for_the_credits_that_are_left() {
        Instant far = Instant.parse("2096-01-01T00:00:00Z");
        long ann = TestDatabase.account(node, "0").id();
        grant(ann, GrantRequest.Source.PURCHASE, "100", "10", null);
        grant(ann, GrantRequest.Source.PROMO, "30", "0", far);
        // Spent first what was given: 10 of the 100 are gone, and 20 are on hold.
        now(node.ledger().spend(Calls.spend(ann, UUID.randomUUID().toString(), "40", "sms")));
        now(node.ledger().hold(hold(ann, "20")));

        long bob = TestDatabase.account(node, "0").id();
        grant(bob, GrantRequest.Source.PROMO, "5", "0", far);
        database.expireLots(bob);

        long carl = TestDatabase.account(node, "0").id();
        grant(carl, GrantRequest.Source.PURCHASE, "7", "0.70", null);
        now(node.ledger()
                .correct(CorrectionRequest.adjust(carl, UUID.randomUUID().toString(), credits("9.5"), "chargeback")));

        Liability liability = now(node.analytics().liability());
        assertThat(liability.usd()).isEqualByComparingTo("9");
        assertThat(liability.credits()).isEqualByComparingTo("90");
        assertThat(liability.unspent()).isEqualByComparingTo("90");
        assertThat(liability.debt()).isEqualByComparingTo("2.5");

        grant(ann, GrantRequest.Source.BONUS, "4", "0", null);
        assertThat(now(node.analytics().liability()).unspent()).isEqualByComparingTo("94");
    }
}

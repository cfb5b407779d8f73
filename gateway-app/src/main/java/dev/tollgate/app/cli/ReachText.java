package dev.tollgate.app.cli;

import dev.tollgate.pricing.compare.EntryChange;
import dev.tollgate.pricing.compare.Figures;
import dev.tollgate.pricing.compare.Reach;
import dev.tollgate.pricing.compare.Reached;
import java.math.BigDecimal;

/**
 * Whom a change of prices reaches, as text.
 *
 * @param calls which calls of the past were looked at, such as {@code the last 7d}
 */
record ReachText(Reach reach, String calls) {

    /** Behind an entry of the difference; nothing where no call was about it. */
    String of(EntryChange entry) {
        return reach.of(entry)
                .map(reached -> calls + ": " + Tables.count(reached.calls(), "call") + " of " + whose(reached)
                        + sums(reached) + refused(reached))
                .orElse("");
    }

    /** The last line. */
    String total() {
        long unseen = reach.notSold();
        return hit()
                + (unseen == 0 ? "" : " " + Tables.count(unseen, "call") + " that the old prices refuse left out.");
    }

    private String hit() {
        Reached all = reach.total();
        return all.calls() == 0
                ? "No call of " + calls + " would cost anything else."
                : "Of " + calls + ", " + Tables.count(all.calls(), "call") + " of " + whose(all)
                        + " would not cost the same" + sums(all) + refused(all) + ".";
    }

    private static String whose(Reached reached) {
        return Tables.count(reached.accounts(), "account") + " on " + Tables.count(reached.plans(), "plan");
    }

    private static String sums(Reached reached) {
        Figures sold = reached.sold();
        return sold.calls() == 0
                ? ""
                : ", " + amount(sold, sold.thenUsd(), sold.then()) + " → " + amount(sold, sold.nowUsd(), sold.now());
    }

    private static String refused(Reached reached) {
        return reached.refused() == 0 ? "" : ", " + Tables.count(reached.refused(), "call") + " refused";
    }

    /** In dollars, or in credits where these have no worth in money. */
    private static String amount(Figures figures, BigDecimal usd, BigDecimal credits) {
        return figures.inMoney() ? Tables.dollars(usd) : Tables.credits(credits);
    }
}

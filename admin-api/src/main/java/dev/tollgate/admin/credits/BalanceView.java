package dev.tollgate.admin.credits;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.tollgate.ledger.Balance;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.PriceBook;
import org.jspecify.annotations.Nullable;

/** The balance as every answer of the API shows it; amounts are decimal strings in credits, {@code usd} in dollars. */
public record BalanceView(
        String available, String onHold, String debt, @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String usd) {

    public static BalanceView of(Balance.Funds funds, PriceBook book) {
        return new BalanceView(
                funds.available().toString(),
                funds.onHold().toString(),
                funds.debt().toString(),
                usd(funds.available(), book));
    }

    /** Null, and left out of answers, where a credit has no worth in money. */
    static @Nullable String usd(Credits credits, PriceBook book) {
        return book.usd(credits)
                .map(usd -> usd.stripTrailingZeros().toPlainString())
                .orElse(null);
    }
}

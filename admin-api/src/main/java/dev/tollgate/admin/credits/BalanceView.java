package dev.tollgate.admin.credits;

import dev.tollgate.ledger.Balance;
import dev.tollgate.pricing.Credits;
import dev.tollgate.pricing.PriceBook;

/** The balance as every answer of the API shows it; amounts are decimal strings in credits, {@code usd} in dollars. */
public record BalanceView(String available, String onHold, String debt, String usd) {

    public static BalanceView of(Balance.Funds funds, PriceBook book) {
        return new BalanceView(
                funds.available().toString(),
                funds.onHold().toString(),
                funds.debt().toString(),
                usd(funds.available(), book));
    }

    static String usd(Credits credits, PriceBook book) {
        return book.usd(credits).stripTrailingZeros().toPlainString();
    }
}

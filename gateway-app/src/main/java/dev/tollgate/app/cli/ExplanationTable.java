package dev.tollgate.app.cli;

import dev.tollgate.pricing.Charge;
import dev.tollgate.pricing.Currency;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.compare.Explanation;
import java.math.BigDecimal;

/** An explanation as text: the lines of the charge, then the sums. */
final class ExplanationTable {

    private static final long MILLION = 1_000_000;

    private ExplanationTable() {}

    static String of(Explanation call, PriceBook book) {
        StringBuilder text = new StringBuilder(title(call)).append(System.lineSeparator());
        Tables lines = new Tables("    ");
        for (Charge.Line line : call.charge().lines()) {
            lines.row(
                    line.kind(),
                    String.valueOf(line.quantity()),
                    "x " + price(line) + per(line.per()),
                    "=",
                    Tables.credits(line.credits()));
        }
        text.append(lines).append(sums(call, book));
        if (!call.allowed()) {
            text.append("The plan '")
                    .append(call.plan())
                    .append("' may not call it.")
                    .append(System.lineSeparator());
        }
        return text.toString();
    }

    private static String title(Explanation call) {
        String by = call.entry().equals(call.name()) ? "" : ", priced by '" + call.entry() + "'";
        String at = call.provider().isEmpty() ? "" : " at " + call.provider();
        return call.name() + at + by + ", plan " + call.plan() + ", version "
                + call.charge().priceVersion();
    }

    private static String price(Charge.Line line) {
        return line.currency() == Currency.CREDITS
                ? Tables.credits(line.unitPrice())
                : "$" + Tables.exact(line.unitPrice());
    }

    private static String per(long per) {
        return per == 1 ? "" : per == MILLION ? " /1M" : " /" + per;
    }

    private static Tables sums(Explanation call, PriceBook book) {
        Tables sums = new Tables("");
        call.hold()
                .ifPresent(hold -> sums.row(
                        "hold",
                        Tables.credits(hold.charge().credits().toDecimal()),
                        usd(hold.charge()),
                        "for at most " + hold.outputBound() + " output tokens"
                                + hold.fallback()
                                        .map(name -> " of its fallback " + name)
                                        .orElse("")));
        sums.row(
                "charge",
                Tables.credits(call.charge().credits().toDecimal()),
                usd(call.charge()),
                book.creditWorth()
                        .map(worth -> "1 credit = $" + Tables.exact(worth))
                        .orElse(""));
        sums.row(
                "cost",
                "",
                call.cost().map(ExplanationTable::usd).orElse("not known"),
                "what the platform itself pays");
        call.profit()
                .ifPresent(left -> sums.row(
                        "left",
                        "",
                        usd(left),
                        call.margin().map(Tables::percent).orElse("")));
        return sums;
    }

    private static String usd(Charge charge) {
        return charge.usd().map(ExplanationTable::usd).orElse("");
    }

    private static String usd(BigDecimal amount) {
        return (amount.signum() < 0 ? "-$" : "$") + Tables.exact(amount.abs());
    }
}

package dev.tollgate.app.cli;

import dev.tollgate.pricing.compare.Figures;
import dev.tollgate.pricing.compare.SimulationResult;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A simulation as text: the whole, then by model, plan, operation and account, then who pays more, then what is refused. */
final class SimulationTable {

    private static final int MOST_ACCOUNTS = 10;

    private SimulationTable() {}

    static String of(SimulationResult result, String calls) {
        StringBuilder text =
                new StringBuilder("Calls of " + calls + " by version " + result.version() + System.lineSeparator());
        Tables table = new Tables("");
        table.row("", "calls", "then", "now", "change", "cost", "margin");
        row(table, "all", result.total());
        group(table, "model", result.models());
        group(table, "plan", result.plans());
        group(table, "operation", result.operations());
        group(table, "account", SimulationResult.earningMost(result.accounts(), MOST_ACCOUNTS));
        text.append(table).append(payers(SimulationResult.payingMore(result.accounts())));
        for (SimulationResult.Refused refused : result.refusals()) {
            text.append(Tables.count(refused.calls(), "call"))
                    .append(" refused: '")
                    .append(Tables.printable(refused.model()))
                    .append("' ")
                    .append(refused.reason().words())
                    .append("; charged then ")
                    .append(Tables.credits(refused.charged()))
                    .append(", in no figure above.")
                    .append(System.lineSeparator());
        }
        return text.append(verdict(result)).append(System.lineSeparator()).toString();
    }

    private static void group(Tables table, String name, Map<String, Figures> group) {
        SimulationResult.earningMost(group, Integer.MAX_VALUE)
                .forEach((key, figures) -> row(table, name + " " + key, figures));
    }

    private static void row(Tables table, String name, Figures figures) {
        table.row(
                name,
                String.format(Locale.ROOT, "%,d", figures.calls()),
                amount(figures, figures.thenUsd(), figures.then()),
                amount(figures, figures.nowUsd(), figures.now()),
                sign(figures.rise()) + rise(figures),
                Tables.dollars(figures.cost()),
                figures.margin().map(Tables::percent).orElse("-"));
    }

    private static String rise(Figures figures) {
        return amount(figures, figures.rise(), figures.rise());
    }

    /** In dollars, or in credits where these have no worth in money. */
    private static String amount(Figures figures, BigDecimal usd, BigDecimal credits) {
        return figures.inMoney() ? Tables.dollars(usd) : Tables.credits(credits);
    }

    private static String sign(BigDecimal amount) {
        return amount.signum() > 0 ? "+" : "";
    }

    private static String payers(Map<String, Figures> hit) {
        if (hit.isEmpty()) {
            return "No account pays more." + System.lineSeparator();
        }
        Tables table = new Tables("  ");
        hit.entrySet().stream()
                .limit(MOST_ACCOUNTS)
                .forEach(each -> table.row(
                        each.getKey(),
                        "+" + rise(each.getValue()),
                        amount(
                                        each.getValue(),
                                        each.getValue().thenUsd(),
                                        each.getValue().then()) + " → "
                                + amount(
                                        each.getValue(),
                                        each.getValue().nowUsd(),
                                        each.getValue().now())));
        int more = hit.size() - MOST_ACCOUNTS;
        return (hit.size() == 1 ? "1 account pays" : hit.size() + " accounts pay") + " more:" + System.lineSeparator()
                + table + (more > 0 ? "  and " + more + " more" + System.lineSeparator() : "");
    }

    private static String verdict(SimulationResult result) {
        List<String> losing = result.losing();
        return losing.isEmpty()
                ? "No model is sold under its cost."
                : "Sold under cost: " + losing.stream().collect(Collectors.joining(", ")) + ".";
    }
}

package dev.tollgate.app.cli;

import dev.tollgate.ledger.pricing.Activation;
import dev.tollgate.ledger.pricing.PriceStanding;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;

/** The log of prices as text, and what is in force. */
final class HistoryTable {

    private HistoryTable() {}

    static String of(List<Activation> rows, PriceStanding standing) {
        if (rows.isEmpty()) {
            return "No prices were ever in force here." + System.lineSeparator();
        }
        Tables table = new Tables("").row("version", "since", "", "how", "by", "reason");
        rows.forEach(row -> table.row(
                row.version(),
                time(row.effectiveAt()),
                state(row, standing),
                row.source().name().toLowerCase(Locale.ROOT),
                row.actor(),
                row.reason()));
        return table.toString();
    }

    private static String state(Activation row, PriceStanding standing) {
        if (row.withdrawn()) {
            return "taken back";
        }
        if (row.effectiveAt().isAfter(standing.now())) {
            return "scheduled";
        }
        return standing.inForce().filter(inForce -> inForce.seq() == row.seq()).isPresent() ? "in force" : "";
    }

    private static String time(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}

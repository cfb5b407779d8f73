package dev.tollgate.app.cli;

import dev.tollgate.pricing.compare.EntryChange;
import dev.tollgate.pricing.compare.Price;
import dev.tollgate.pricing.compare.PriceChange;
import dev.tollgate.pricing.compare.PriceDiff;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** A difference of two books as text: each entry with the lines that changed. */
final class DiffTable {

    private static final long MILLION = 1_000_000;
    private static final String INDENT = "    ";
    private static final String ARROW = " → ";

    private DiffTable() {}

    static String of(PriceDiff diff) {
        return of(diff, entry -> "");
    }

    /** With whom it reaches. */
    static String of(PriceDiff diff, ReachText reach) {
        return diff.isEmpty() ? of(diff) : of(diff, reach::of) + reach.total() + System.lineSeparator();
    }

    /** @param remark what stands in the last line of an entry, or nothing */
    private static String of(PriceDiff diff, Function<EntryChange, String> remark) {
        if (diff.isEmpty()) {
            return "Nothing changes (" + diff.before() + ARROW + diff.after() + ")." + System.lineSeparator();
        }
        StringBuilder text = new StringBuilder();
        for (EntryChange entry : diff.changes()) {
            text.append(head(entry)).append(System.lineSeparator()).append(lines(entry));
            String last = remark.apply(entry);
            if (!last.isEmpty()) {
                text.append(INDENT).append(last).append(System.lineSeparator());
            }
        }
        return text.append(summary(diff)).append(System.lineSeparator()).toString();
    }

    private static String head(EntryChange entry) {
        String name = (entry.section().name().toLowerCase(Locale.ROOT) + " " + entry.name()).strip();
        return entry.what() == EntryChange.What.CHANGED
                ? name
                : name + "  " + entry.what().name().toLowerCase(Locale.ROOT);
    }

    private static Tables lines(EntryChange entry) {
        Tables table = new Tables(INDENT);
        entry.terms().forEach(term -> table.row(term.term(), shown(term.before()) + ARROW + shown(term.after())));
        entry.prices()
                .forEach(price -> table.row(
                        price.kind(),
                        dollars(price),
                        price.percent().map(Tables::change).orElse(""),
                        credits(price),
                        String.join(", ", price.plans()),
                        price.loss()
                                .map(lost -> "below cost: loses $" + Tables.exact(lost) + per(price))
                                .orElse("")));
        return table;
    }

    private static String dollars(PriceChange price) {
        return between(price.before().map(DiffTable::usd), price.after().map(DiffTable::usd)) + per(price);
    }

    private static String usd(Price price) {
        return price.usd().map(usd -> "$" + Tables.exact(usd)).orElse("-");
    }

    private static String per(PriceChange price) {
        long per = price.after().or(price::before).map(Price::per).orElse(1L);
        return per == 1 ? " each" : per == MILLION ? " /1M" : " /" + per;
    }

    private static String credits(PriceChange price) {
        Optional<BigDecimal> before = price.before().map(Price::credits);
        Optional<BigDecimal> after = price.after().map(Price::credits);
        return between(before.map(Tables::exact), after.map(Tables::exact))
                + Tables.creditWord(after.or(() -> before).orElse(BigDecimal.ZERO));
    }

    private static String between(Optional<String> before, Optional<String> after) {
        return before.equals(after) ? after.orElse("-") : before.orElse("-") + ARROW + after.orElse("-");
    }

    private static String shown(String term) {
        return term.isEmpty() ? "-" : term;
    }

    private static String summary(PriceDiff diff) {
        String counts = count(diff, EntryChange.What.CHANGED) + ", " + count(diff, EntryChange.What.ADDED) + ", "
                + count(diff, EntryChange.What.REMOVED);
        String losses = diff.losses() == 0 ? "" : " " + Tables.count(diff.losses(), "price") + " below cost.";
        return diff.before() + ARROW + diff.after() + ": " + counts + "." + losses;
    }

    private static String count(PriceDiff diff, EntryChange.What what) {
        return diff.changes().stream().filter(entry -> entry.what() == what).count() + " "
                + what.name().toLowerCase(Locale.ROOT);
    }
}

package dev.tollgate.ledger.analytics;

import dev.tollgate.pricing.Credits;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/** The same figures, added up in Java one record after the other. */
final class SlowCount {

    private SlowCount() {}

    static Figures of(List<PastUsage> rows) {
        return new Figures(
                count(rows, row -> 1),
                count(rows, row -> row.failed() ? 1 : 0),
                new BigDecimal(count(rows, PastUsage::credits)).movePointLeft(Credits.SCALE),
                count(rows, PastUsage::input),
                count(rows, PastUsage::output),
                count(rows, row -> row.spend() ? 0 : 1),
                count(rows, PastUsage::millis),
                money(rows, PastUsage::usd),
                money(rows, row -> row.cost() == null ? BigDecimal.ZERO : row.usd()),
                money(rows, row -> row.cost() == null ? BigDecimal.ZERO : row.cost()));
    }

    private static BigInteger count(List<PastUsage> rows, ToLongFunction<PastUsage> what) {
        return BigInteger.valueOf(rows.stream().mapToLong(what).sum());
    }

    private static BigDecimal money(List<PastUsage> rows, Function<PastUsage, BigDecimal> what) {
        return rows.stream().map(what).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    static Map<String, Figures> by(List<PastUsage> rows, Function<PastUsage, Stream<String>> names) {
        Map<String, List<PastUsage>> parts = new TreeMap<>();
        rows.forEach(row -> names.apply(row).forEach(name -> parts.computeIfAbsent(name, first -> new ArrayList<>())
                .add(row)));
        Map<String, Figures> counted = new TreeMap<>();
        parts.forEach((name, part) -> counted.put(name, of(part)));
        return counted;
    }
}

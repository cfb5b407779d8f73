package dev.tollgate.filter.dialect.openai;

import dev.tollgate.filter.dialect.answer.Counts;
import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.pricing.VendorUsage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Follows the usage objects of an answer: the last one that tells anything counts, and none is ever added. */
final class UsageFields {

    /** Digits of a dollar that are kept. */
    private static final int SCALE = 18;

    private final String path;
    private final VendorUsage vendor;
    private @Nullable Told latest;
    private @Nullable Told open;

    /** One usage object. */
    static final class Told {
        private final Counts counts = new Counts();
        private @Nullable BigDecimal costUsd;
        private @Nullable String searchSize;

        Counts counts() {
            return counts;
        }

        /** What the vendor bills; null: it does not tell. */
        @Nullable
        BigDecimal costUsd() {
            return costUsd;
        }

        /** The size of its search context; null: it does not tell. */
        @Nullable
        String searchSize() {
            return searchSize;
        }
    }

    /** @param path where the object stands */
    UsageFields(String path, VendorUsage vendor) {
        this.path = path;
        this.vendor = vendor;
    }

    void open(String at) {
        if (at.equals(path)) {
            open = new Told();
        }
    }

    void value(String at, String key, JsonScalar value) {
        if (open == null || !at.startsWith(path)) {
            return;
        }
        if (at.length() == path.length()) {
            take(open, key, value);
        } else if (at.charAt(path.length()) == '.') {
            take(open, at.substring(path.length() + 1) + '.' + key, value);
        }
    }

    private void take(Told told, String name, JsonScalar value) {
        told.counts.take(name, value);
        if (name.equals("search_context_size") && value.isString()) {
            told.searchSize = value.text();
        }
        vendor.cost().filter(cost -> cost.at().equals(name)).ifPresent(cost -> value.amount()
                .ifPresent(amount -> told.costUsd = dollars(amount, cost)));
    }

    private static BigDecimal dollars(BigDecimal amount, VendorUsage.Cost cost) {
        return amount.divide(BigDecimal.valueOf(cost.perDollar()), SCALE, RoundingMode.HALF_UP)
                .stripTrailingZeros();
    }

    /** @return whether a usage object has ended that tells something */
    boolean close(String at) {
        if (open == null || !at.equals(path)) {
            return false;
        }
        boolean tells = OpenAiUsage.tells(open.counts);
        if (tells) {
            latest = open;
        }
        open = null;
        return tells;
    }

    @Nullable
    Told latest() {
        return latest;
    }
}

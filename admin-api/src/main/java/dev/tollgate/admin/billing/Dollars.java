package dev.tollgate.admin.billing;

import java.math.BigDecimal;

/** How cents are shown. */
final class Dollars {

    private Dollars() {}

    static String of(long cents) {
        return BigDecimal.valueOf(cents, 2).toPlainString();
    }
}

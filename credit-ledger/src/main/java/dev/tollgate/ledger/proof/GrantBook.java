package dev.tollgate.ledger.proof;

import org.jspecify.annotations.Nullable;

/** What grants, entries and holds say of one grant. */
final class GrantBook {

    /** As it is in its table; absent: it is not there. */
    @Nullable
    Grant grant;

    /** How many entries gave it. */
    int given;

    /** What its entries left of it. */
    long left;

    /** What open holds took from it. */
    long held;

    /** Whether its wallet has a lot of it. */
    boolean hasLot;
}

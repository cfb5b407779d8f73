package dev.tollgate.ledger.journal;

import java.util.List;

/** What entries there are. The database keeps a kind as text, and so does everything that reads it. */
public final class EntryKinds {

    public static final List<String> ALL = List.of(
            "grant",
            "repay",
            "spend",
            "capture",
            "release",
            "expire",
            "refund",
            "adjust",
            "reverse",
            "freeze",
            "unfreeze",
            "daily");

    private EntryKinds() {}
}

package dev.tollgate.ledger.analytics;

/**
 * Where sums of a time are found, in SQL: what is rolled up already, and from the log what is newer. The time is from
 * {@code $1} on and before {@code $2}; {@code $3} and {@code $4} are the first and the end of the whole days of UTC in it.
 */
enum Rolled {
    HOUSE(
            """
            SELECT %1$s AS name, %2$s FROM usage_rollup_house WHERE bucket >= $1::text::timestamptz AND bucket < $2::text::timestamptz
            """),
    OWN(
            """
            SELECT %1$s AS name, %2$s FROM usage_rollup WHERE bucket >= $1::text::timestamptz AND bucket < $2::text::timestamptz %3$s
            """),
    TAG(
            """
            SELECT %1$s AS name, %2$s FROM usage_rollup_tag WHERE bucket >= $1::text::timestamptz AND bucket < $2::text::timestamptz %3$s
            """),
    DAYS(
            """
            SELECT %1$s AS name, %2$s FROM usage_rollup_day WHERE bucket >= $3::text::timestamptz AND bucket < $4::text::timestamptz
             UNION ALL
            SELECT %1$s, %2$s FROM usage_rollup WHERE bucket >= $1::text::timestamptz AND bucket < $3::text::timestamptz
             UNION ALL
            SELECT %1$s, %2$s FROM usage_rollup WHERE bucket >= $4::text::timestamptz AND bucket < $2::text::timestamptz
            """),
    SOURCES(ofAll("source", "usage_rollup")),
    KEYS(ofAll("key", "usage_rollup")),
    TAGS(ofAll("tag", "usage_rollup_tag"));

    /**
     * Ids begin with their call's time, which finds the months to read, and an account's newest: no call takes a day. One
     * that did is missing until it is rolled up, seconds later.
     */
    private static final String NEWER =
            """
             UNION ALL
            SELECT %1$s, %2$s FROM usage_fact %4$s
             WHERE settled_at >= (SELECT watermark FROM usage_rollup_state)
               AND request_id >= tg_first_id(greatest('epoch', (SELECT watermark FROM usage_rollup_state) - interval '1 day'))
               AND settled_at >= $1::text::timestamptz AND settled_at < $2::text::timestamptz %3$s
            """;

    private static final String EACH_TAG =
            ", LATERAL (SELECT left(g.name || CASE g.value WHEN '' THEN '' ELSE '=' || g.value END, 300) AS tag FROM jsonb_each_text(tags) g (name, value)) tagged";

    private final String rolled;

    Rolled(String rolled) {
        this.rolled = rolled;
    }

    /** The names of all accounts: by whole days, and by quarters of an hour at both ends. */
    private static String ofAll(String kind, String quarters) {
        return """
            SELECT name, %%2$s FROM usage_rollup_name
             WHERE kind = '%1$s' AND bucket >= $3::text::timestamptz AND bucket < $4::text::timestamptz
             UNION ALL
            SELECT %%1$s, %%2$s FROM %2$s WHERE bucket >= $1::text::timestamptz AND bucket < $3::text::timestamptz
             UNION ALL
            SELECT %%1$s, %%2$s FROM %2$s WHERE bucket >= $4::text::timestamptz AND bucket < $2::text::timestamptz
            """
                .formatted(kind, quarters);
    }

    /** @param own a condition that keeps the rows of one account only; empty: of all */
    String rows(String name, String own) {
        return rolled.formatted(name, Figures.COLUMNS, own)
                + NEWER.formatted(name, Figures.COLUMNS, own, this == TAG || this == TAGS ? EACH_TAG : "");
    }
}

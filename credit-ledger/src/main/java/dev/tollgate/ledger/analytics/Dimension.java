package dev.tollgate.ledger.analytics;

/** By what sums may be told apart. Each knows what a row is called, and where all accounts' quarters of an hour know it. */
public enum Dimension {
    /** Of calls; spends have none. */
    MODEL("CASE WHEN operation <> 'spend' THEN model END", "usage_rollup_house"),
    PROVIDER("provider", "usage_rollup_house"),
    OPERATION("operation", "usage_rollup_house"),
    /** What an app spent its user's credits on; calls have none. */
    SERVICE("CASE WHEN operation = 'spend' THEN model END", "usage_rollup_house"),
    /** The caller's tag {@code source}, else {@code feature}. */
    SOURCE("source", "usage_rollup"),
    KEY("key", "usage_rollup"),
    /** {@code name=value}; a request with two tags counts in both rows. */
    TAG("tag", "usage_rollup_tag"),
    /** For administrators. */
    ACCOUNT("wallet_id", "usage_rollup_total"),
    /** For administrators: the plan that the accounts have now. */
    PLAN("wallet_id", "usage_rollup_total"),
    /** For administrators: the segment that the accounts are in now; empty for those in none. */
    SEGMENT("wallet_id", "usage_rollup_total");

    private final String name;
    private final String quarters;

    Dimension(String name, String quarters) {
        this.name = name;
        this.quarters = quarters;
    }

    /** An expression; rows for which it is null do not belong to this dimension. */
    String expression() {
        return name;
    }

    /** The table of all accounts' quarters. */
    String quarters() {
        return quarters;
    }

    /** Whether an account's own question may name it. */
    public boolean isForAccounts() {
        return this != ACCOUNT && this != PLAN && this != SEGMENT;
    }
}

package dev.tollgate.ledger.analytics;

/** By what sums may be told apart. Each knows where its sums are, and what a row is called there. */
public enum Dimension {
    /** Of calls; spends have none. */
    MODEL("CASE WHEN operation <> 'spend' THEN model END", Rolled.HOUSE),
    PROVIDER("provider", Rolled.HOUSE),
    OPERATION("operation", Rolled.HOUSE),
    /** What an app spent its user's credits on; calls have none. */
    SERVICE("CASE WHEN operation = 'spend' THEN model END", Rolled.HOUSE),
    /** The caller's tag {@code source}, else {@code feature}. */
    SOURCE("source", Rolled.SOURCES),
    KEY("key", Rolled.KEYS),
    /** {@code name=value}; a request with two tags counts in both rows. */
    TAG("tag", Rolled.TAGS),
    /** For administrators. */
    ACCOUNT("wallet_id", Rolled.DAYS),
    /** For administrators: the plan that the accounts have now. */
    PLAN("wallet_id", Rolled.DAYS);

    private final String name;
    private final Rolled house;

    Dimension(String name, Rolled house) {
        this.name = name;
        this.house = house;
    }

    /** An expression; rows for which it is null do not belong to this dimension. */
    String expression() {
        return name;
    }

    /** The smallest sums over all accounts that know it. */
    Rolled house() {
        return house;
    }

    /** Whether an account's own question may name it. */
    public boolean isForAccounts() {
        return house != Rolled.DAYS;
    }
}

package dev.tollgate.filter.limit;

/** Whose limit it is, in the order in which limits are taken and refusals are told. */
public enum Level {
    /** A client's address, or network: also of those who have shown no key yet. */
    ADDRESS("address", "Your network address may make"),
    /** Keys that opened nothing, from one address. */
    FAILED_ADDRESS("failed_keys_of_address", "Your network address may show"),
    /** Keys that opened nothing and begin alike. */
    FAILED_PREFIX("failed_keys_of_prefix", "Keys that begin like this one may be shown wrong"),
    KEY("key", "This key allows"),
    ACCOUNT("account", "Your plan allows"),
    /** All accounts of a plan together. */
    PLAN("plan", "All accounts of your plan share");

    private final String code;
    private final String subject;

    Level(String code, String subject) {
        this.code = code;
        this.subject = subject;
    }

    /** The name that is part of the API and of the keys in a shared store. */
    public String code() {
        return code;
    }

    /** How a sentence about it begins. */
    String subject() {
        return subject;
    }

    /** Whether its figures may be told to one caller: those of a whole plan tell of other accounts. */
    public boolean isTold() {
        return this != PLAN;
    }

    /** Whether strangers can make entries of it, as many as they like. */
    boolean isStrangers() {
        return this == ADDRESS || this == FAILED_ADDRESS || this == FAILED_PREFIX;
    }
}

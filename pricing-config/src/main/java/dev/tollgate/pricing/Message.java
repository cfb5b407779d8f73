package dev.tollgate.pricing;

import java.util.List;

/** An answer to callers that the operator may word. */
public enum Message {
    INSUFFICIENT_CREDITS("balance", "needed", "plan"),
    /** Of the alert that an account's credits run low. */
    LOW_BALANCE("balance", "plan"),
    MODEL_NOT_PRICED("model", "plan"),
    MODEL_NOT_IN_PLAN("model", "plan"),
    RATE_LIMITED("plan");

    private final List<String> placeholders;

    Message(String... placeholders) {
        this.placeholders = List.of(placeholders);
    }

    /** What may stand in braces in the words, for what is known only when they are said. */
    public List<String> placeholders() {
        return placeholders;
    }
}

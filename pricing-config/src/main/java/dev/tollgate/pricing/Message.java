package dev.tollgate.pricing;

import java.util.List;

/** An answer to callers that the operator may word. */
public enum Message {
    INSUFFICIENT_CREDITS,
    LOW_BALANCE,
    MODEL_NOT_PRICED,
    MODEL_NOT_IN_PLAN,
    RATE_LIMITED;

    /** What may stand in braces in the words, for what is known only when they are said. */
    public static final List<String> PLACEHOLDERS = List.of("balance", "needed", "model", "plan", "top_up_url");
}

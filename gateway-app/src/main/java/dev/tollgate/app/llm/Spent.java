package dev.tollgate.app.llm;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a call took.
 *
 * @param credits a decimal; empty: the ledger has not confirmed it yet
 * @param left what the account can spend now, a decimal; empty: the ledger does not tell
 */
record Spent(Optional<String> credits, Optional<String> left, long inputTokens, long outputTokens) {

    Map<String, Object> usage() {
        Map<String, Object> usage = new LinkedHashMap<>();
        usage.put("prompt_tokens", inputTokens);
        usage.put("completion_tokens", outputTokens);
        usage.put("total_tokens", Math.addExact(inputTokens, outputTokens));
        return usage;
    }

    Map<String, Object> creditInfo() {
        Map<String, Object> info = new LinkedHashMap<>();
        info.put("creditsUsed", credits.orElse(null));
        info.put("creditsRemaining", left.orElse(null));
        info.put("tokensUsed", Math.addExact(inputTokens, outputTokens));
        return info;
    }
}

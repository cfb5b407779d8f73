package dev.tollgate.filter.dialect.cohere;

import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.UsageReport;
import dev.tollgate.filter.dialect.answer.AnswerMeter;
import dev.tollgate.filter.dialect.answer.Counts;
import dev.tollgate.filter.dialect.answer.Failure;
import dev.tollgate.filter.dialect.answer.TextCount;
import dev.tollgate.filter.dialect.answer.Verdict;
import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.ledger.usage.Basis;
import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.Usage;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts chats by their {@code billed_units}; the {@code tokens} beside them have what Cohere adds and takes nothing for. A
 * stream tells them once, as it ends.
 */
final class CohereChatMeter implements AnswerMeter {

    private static final Set<String> TEXT_KEYS = Set.of("text", "thinking", "tool_plan", "arguments");
    private static final Set<String> BILLED = Set.of("usage.billed_units", "delta.usage.billed_units");

    private final Intent intent;
    private final TextCount text = new TextCount();
    private final Failure failure = new Failure();
    private final Counts counts = new Counts();
    private String type = "";

    CohereChatMeter(Intent intent) {
        this.intent = intent;
    }

    @Override
    public void begins(@Nullable String eventName) {
        type = eventName == null ? "" : eventName;
    }

    @Override
    public void value(String path, String key, JsonScalar value) {
        if (path.isEmpty() && key.equals("type")) {
            type = value.text();
        } else if (BILLED.contains(path)) {
            counts.take(key, value);
        } else if (path.equals("delta") && key.equals("error") && value.isString()) {
            failure.text(value.text());
        } else if ((path.isEmpty() || path.equals("delta")) && key.equals("finish_reason")) {
            if (value.text().equals("ERROR")) {
                failure.met();
            }
        } else if (isMessage(path) && TEXT_KEYS.contains(key) && value.isString()) {
            text.add(value.text());
        }
    }

    private static boolean isMessage(String path) {
        return path.startsWith("delta.message") || path.startsWith("message");
    }

    @Override
    public Role ends() {
        return type.equals("message-end") ? Role.FINAL : Role.ORDINARY;
    }

    @Override
    public UsageReport report() {
        if (!counts.has("input_tokens") && !counts.has("output_tokens")) {
            return Verdict.untold(intent, text, null, failure.message());
        }
        Usage usage = Usage.builder()
                .tokens(TokenKind.INPUT, counts.first("input_tokens").orElse(intent.inputEstimate()))
                .tokens(TokenKind.OUTPUT, counts.first("output_tokens").orElse(text.tokens()))
                .build();
        boolean whole = counts.has("input_tokens") && counts.has("output_tokens");
        return new UsageReport(whole ? Basis.REPORTED : Basis.PARTIAL, usage, List.of(), null, failure.message());
    }
}

package dev.tollgate.filter.dialect.ollama;

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
 * Counts answers by what their last object tells: {@code prompt_eval_count}, which is left out where the whole prompt was
 * still known, and {@code eval_count}, thoughts included.
 */
final class OllamaMeter implements AnswerMeter {

    private static final String INPUT = "prompt_eval_count";
    private static final String OUTPUT = "eval_count";
    private static final Set<String> TEXT_KEYS = Set.of("content", "thinking", "response");

    private final Intent intent;
    private final TextCount text = new TextCount();
    private final Failure failure = new Failure();
    private final Counts counts = new Counts();
    private @Nullable String model;
    private boolean done;

    OllamaMeter(Intent intent) {
        this.intent = intent;
    }

    @Override
    public void begins(@Nullable String eventName) {
        done = false;
    }

    @Override
    public void value(String path, String key, JsonScalar value) {
        if (!path.isEmpty() && !path.startsWith("message")) {
            return;
        }
        if (TEXT_KEYS.contains(key) || path.startsWith("message.tool_calls")) {
            if (value.isString()) {
                text.add(value.text());
            }
        } else if (path.isEmpty()) {
            top(key, value);
        }
    }

    private void top(String key, JsonScalar value) {
        switch (key) {
            case INPUT, OUTPUT -> counts.take(key, value);
            case "done" -> done = value.text().equals("true");
            case "model" -> model = value.isString() ? value.text() : model;
            case "error" -> failure.text(value.text());
            default -> {}
        }
    }

    @Override
    public Role ends() {
        return done ? Role.FINAL : Role.ORDINARY;
    }

    @Override
    public UsageReport report() {
        boolean writes = !intent.outputKinds().isEmpty();
        if (!counts.has(INPUT) && !counts.has(OUTPUT)) {
            return Verdict.untold(intent, text, model, failure.message());
        }
        Usage.Builder usage =
                Usage.builder().tokens(TokenKind.INPUT, counts.first(INPUT).orElse(intent.inputEstimate()));
        if (writes) {
            usage.tokens(TokenKind.OUTPUT, counts.first(OUTPUT).orElse(text.tokens()));
        }
        boolean whole = counts.has(INPUT) && (counts.has(OUTPUT) || !writes);
        return new UsageReport(
                whole ? Basis.REPORTED : Basis.PARTIAL, usage.build(), List.of(), model, failure.message());
    }
}

package dev.tollgate.filter.dialect.anthropic;

import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.UsageReport;
import dev.tollgate.filter.dialect.answer.AnswerMeter;
import dev.tollgate.filter.dialect.answer.Counts;
import dev.tollgate.filter.dialect.answer.Failure;
import dev.tollgate.filter.dialect.answer.KeptIds;
import dev.tollgate.filter.dialect.answer.TextCount;
import dev.tollgate.filter.dialect.answer.Verdict;
import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.ledger.usage.Basis;
import dev.tollgate.pricing.Usage;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts messages. A stream begins with the input's counts and a first few output tokens; each {@code message_delta}
 * overwrites what it names with cumulative counts.
 */
final class MessagesMeter implements AnswerMeter {

    private static final Set<String> TEXT_KEYS = Set.of("text", "thinking", "partial_json");
    private static final Set<String> CONTAINERS = Set.of("container", "message.container", "delta.container");
    private static final String START_USAGE = "message.usage";
    private static final String USAGE = "usage";

    private final Intent intent;
    private final TextCount text = new TextCount();
    private final Failure failure = new Failure();
    private final KeptIds kept = new KeptIds();
    private final CodeOutput output = new CodeOutput(kept);
    private Counts merged = new Counts();
    private Counts current = new Counts();
    private Iterations iterations = new Iterations();
    private @Nullable String model;
    private String type = "";
    private boolean finalOutput;
    private boolean usedContainer;

    MessagesMeter(Intent intent) {
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
        } else if (key.equals("model") && value.isString() && (path.isEmpty() || path.equals("message"))) {
            model = value.text();
        } else if (path.equals("error")) {
            failure.field(key, value);
        } else if (path.equals("delta") || path.equals("content")) {
            if (value.isString() && TEXT_KEYS.contains(key)) {
                text.add(value.text());
            }
        } else if (CONTAINERS.contains(path)) {
            if (key.equals("id") && value.isString()) {
                usedContainer = true;
                kept.add(value);
            }
        } else if (CodeOutput.isAt(path)) {
            output.field(key, value);
        } else {
            usage(path, key, value);
        }
    }

    private void usage(String path, String key, JsonScalar value) {
        String name = below(START_USAGE, path, key);
        name = name == null ? below(USAGE, path, key) : name;
        if (name == null) {
            return;
        }
        if (name.startsWith("iterations.")) {
            iterations.value(name.substring("iterations.".length()), value);
        } else {
            current.take(name, value);
        }
    }

    /** The name of a value below an object; null if it is not below it. */
    private static @Nullable String below(String object, String path, String key) {
        if (!path.startsWith(object)) {
            return null;
        }
        if (path.length() == object.length()) {
            return key;
        }
        return path.charAt(object.length()) == '.' ? path.substring(object.length() + 1) + '.' + key : null;
    }

    @Override
    public void open(String path, boolean array, long start) {
        if (CodeOutput.isAt(path)) {
            output.begin();
        }
        switch (path) {
            case START_USAGE, USAGE -> current = new Counts();
            case START_USAGE + ".iterations", USAGE + ".iterations" -> {
                if (array) {
                    iterations = new Iterations();
                } else {
                    iterations.begin();
                }
            }
            case "error" -> failure.met();
            default -> {}
        }
    }

    @Override
    public void close(String path) {
        if (CodeOutput.isAt(path)) {
            output.end();
        }
        switch (path) {
            case START_USAGE -> merged = finalOutput ? merged : current;
            case USAGE -> {
                merged.overwrite(current);
                finalOutput |= MessagesUsage.tellsOutput(current);
            }
            case START_USAGE + ".iterations", USAGE + ".iterations" -> iterations.end();
            default -> {}
        }
    }

    @Override
    public Role ends() {
        if (type.equals("error")) {
            failure.met();
            return Role.FINAL;
        }
        return type.equals("message_stop") ? Role.FINAL : Role.ORDINARY;
    }

    @Override
    public Set<String> kept() {
        return kept.all();
    }

    @Override
    public UsageReport report() {
        String fallback = iterations.fallbackModel();
        String answered = fallback == null ? model : fallback;
        boolean tellsInput = MessagesUsage.tellsInput(merged);
        if (!tellsInput && !MessagesUsage.tellsOutput(merged)) {
            return Verdict.untold(intent, text, answered, failure.message());
        }
        long output = MessagesUsage.output(merged);
        Usage.Builder counted = MessagesUsage.disjoint(
                merged, intent.inputEstimate(), finalOutput ? output : Math.max(output, text.tokens()));
        counted.tool(OfferedTool.WEB_SEARCH, merged.orZero("server_tool_use.web_search_requests"));
        counted.tool(OfferedTool.CODE_SESSION, usedContainer ? 1 : 0);
        return new UsageReport(
                tellsInput && finalOutput ? Basis.REPORTED : Basis.PARTIAL,
                counted.build(),
                iterations.additional(model == null ? intent.model() : model),
                answered,
                failure.message());
    }
}

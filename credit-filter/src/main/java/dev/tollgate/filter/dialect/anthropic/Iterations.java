package dev.tollgate.filter.dialect.anthropic;

import dev.tollgate.filter.dialect.answer.Counts;
import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.ledger.usage.UsageRecord;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The {@code iterations} of a usage object. Those of the type {@code message} or {@code fallback_message} are what the
 * top-level counts are made of; every other one (an advisor's, a compaction) is paid beside them.
 */
final class Iterations {

    /** Iterations that are kept; a message has a handful. */
    private static final int MOST = 10_000;

    private static final String FALLBACK = "fallback_message";

    private final List<Iteration> iterations = new ArrayList<>();
    private Iteration current = new Iteration();

    private static final class Iteration {
        private final Counts counts = new Counts();
        private String type = "";
        private @Nullable String model;
    }

    void begin() {
        current = new Iteration();
    }

    void value(String name, JsonScalar value) {
        switch (name) {
            case "type" -> current.type = value.text();
            case "model" -> current.model = value.isString() ? value.text() : null;
            default -> current.counts.take(name, value);
        }
    }

    void end() {
        if (iterations.size() < MOST) {
            iterations.add(current);
        }
    }

    /** The model that another was replaced by; null: none was. */
    @Nullable
    String fallbackModel() {
        String model = null;
        for (Iteration iteration : iterations) {
            if (iteration.type.equals(FALLBACK) && iteration.model != null) {
                model = iteration.model;
            }
        }
        return model;
    }

    List<UsageRecord.Additional> additional(String messageModel) {
        List<UsageRecord.Additional> additional = new ArrayList<>();
        for (Iteration iteration : iterations) {
            if (iteration.type.equals("message") || iteration.type.equals(FALLBACK)) {
                continue;
            }
            String model = iteration.model == null ? messageModel : iteration.model;
            long output = MessagesUsage.output(iteration.counts);
            additional.add(new UsageRecord.Additional(
                    iteration.type,
                    model,
                    MessagesUsage.disjoint(iteration.counts, 0, output).build()));
        }
        return additional;
    }
}

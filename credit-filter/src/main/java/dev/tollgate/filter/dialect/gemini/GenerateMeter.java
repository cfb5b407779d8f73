package dev.tollgate.filter.dialect.gemini;

import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.UsageReport;
import dev.tollgate.filter.dialect.answer.AnswerMeter;
import dev.tollgate.filter.dialect.answer.Failure;
import dev.tollgate.filter.dialect.answer.TextCount;
import dev.tollgate.filter.dialect.answer.Verdict;
import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.ledger.usage.Basis;
import dev.tollgate.pricing.ServiceTiers;
import dev.tollgate.pricing.Usage;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts generated content and embeddings. A stream has no mark of its end: the chunk in which the last candidate has
 * finished, or the prompt was blocked, is its end as far as anybody can tell, though the usage of one behind it would count.
 */
final class GenerateMeter implements AnswerMeter {

    private static final String PARTS = "candidates.content.parts";
    private static final Set<String> NO_TEXT = Set.of("thoughtSignature", "data", "mimeType", "fileUri", "id");

    /** Candidates of one answer that are told apart. */
    private static final int MOST_CANDIDATES = 1_000;

    private final Intent intent;
    private final UsageMetadata usage;
    private final TextCount text = new TextCount();
    private final Failure failure = new Failure();
    private final Set<Long> finished = new HashSet<>();
    private @Nullable String model;
    private long candidate;
    private boolean candidateFinished;
    private boolean blocked;
    private boolean failed;
    private long queries;
    private long queriesHere;

    GenerateMeter(Intent intent) {
        this.intent = intent;
        this.usage = new UsageMetadata(intent.serviceTier().filter(tier -> !tier.equals(ServiceTiers.AUTO)));
    }

    @Override
    public void begins(@Nullable String eventName) {
        candidate = 0;
        candidateFinished = false;
        queriesHere = 0;
    }

    @Override
    public void value(String path, String key, JsonScalar value) {
        if (path.startsWith(PARTS)) {
            if (value.isString() && !NO_TEXT.contains(key)) {
                text.add(value.text());
            }
        } else if (path.startsWith(UsageMetadata.OBJECT)) {
            usage.value(path, key, value);
        } else if (path.equals("candidates")) {
            candidate(key, value);
        } else if (path.equals("candidates.groundingMetadata")) {
            queriesHere += key.equals("webSearchQueries") && value.isString() ? 1 : 0;
        } else if (path.equals("promptFeedback")) {
            blocked |= key.equals("blockReason") && value.isString();
        } else if (path.equals("error")) {
            failure.field(key.equals("status") ? "code" : key, value);
        } else if (path.isEmpty() && key.equals("modelVersion") && value.isString()) {
            model = value.text();
        }
    }

    private void candidate(String key, JsonScalar value) {
        if (key.equals("index")) {
            candidate = value.count().orElse(0);
        } else if (key.equals("finishReason")) {
            candidateFinished = value.isString() && !value.text().equals("FINISH_REASON_UNSPECIFIED");
        }
    }

    @Override
    public void open(String path, boolean array, long start) {
        if (path.equals("candidates")) {
            candidate = 0;
            candidateFinished = false;
        } else if (path.equals("error")) {
            failure.met();
            failed = true;
        } else {
            usage.open(path, array);
        }
    }

    @Override
    public void close(String path) {
        if (!path.equals("candidates")) {
            usage.close(path);
        } else if (candidateFinished && finished.size() < MOST_CANDIDATES) {
            finished.add(candidate);
        }
    }

    @Override
    public Role ends() {
        // Grounding is told once, or told again in full.
        queries = Math.max(queries, queriesHere);
        if (failed) {
            return Role.FINAL;
        }
        return isFinished() ? Role.CLOSING : Role.ORDINARY;
    }

    private boolean isFinished() {
        return blocked || finished.size() >= Math.max(1, intent.answers());
    }

    @Override
    public UsageReport report() {
        if (!usage.isTold()) {
            return Verdict.untold(intent, text, model, failure.message(), usage.serviceTier());
        }
        boolean whole = !intent.streaming() || isFinished();
        // The count of a chunk is exact for all that came so far; the text counts where there is none.
        long atLeast = whole || usage.tellsAnswer() ? 0 : text.tokens();
        Usage.Builder counted = usage.disjoint(
                intent.inputEstimate(), atLeast, !intent.outputKinds().isEmpty());
        counted.tool(OfferedTools.WEB_SEARCH, searches());
        return new UsageReport(
                whole ? Basis.REPORTED : Basis.PARTIAL, counted.build(), List.of(), model, failure.message());
    }

    private long searches() {
        String answered = model == null ? intent.trueModel() : model;
        long seen = Math.max(queries, queriesHere);
        return OfferedTools.isPaidByPrompt(answered) ? Math.min(1, seen) : seen;
    }
}

package dev.tollgate.filter.dialect.openai;

import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.UsageReport;
import dev.tollgate.filter.dialect.answer.AnswerMeter;
import dev.tollgate.filter.dialect.answer.Failure;
import dev.tollgate.filter.dialect.answer.TextCount;
import dev.tollgate.filter.dialect.answer.Verdict;
import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.ledger.usage.Basis;
import dev.tollgate.pricing.Usage;
import dev.tollgate.pricing.VendorUsage;
import dev.tollgate.pricing.VendorUsage.Reasoning;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Counts responses. A response stands alone in a JSON answer and under {@code response} in a stream's events, the last
 * of which has the usage; the fees of tools are counted from the output items.
 */
final class ResponsesMeter implements AnswerMeter {

    private static final String RESPONSE = "response";
    private static final Set<String> FINAL_EVENTS =
            Set.of("response.completed", "response.failed", "response.incomplete", "response.cancelled", "error");
    private static final Set<String> GOING_ON = Set.of("queued", "in_progress");

    /** One segment of a path. */
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,200}");

    private static final Set<String> TEXT_KEYS = Set.of("text", "refusal", "arguments", "code", "input");

    private final Intent intent;
    private final VendorUsage vendor;
    private final UsageFields usage;
    private final TextCount streamed = new TextCount();
    private final TextCount whole = new TextCount();
    private final ToolItems outputItems = new ToolItems();
    private final ToolItems streamedItems = new ToolItems();
    private final ResponseObjects objects = new ResponseObjects();
    private final Failure failure = new Failure();
    private final Failure flatError = new Failure();
    private @Nullable String model;
    private Optional<String> serviceTier;
    private String type = "";
    private @Nullable String delta;
    private boolean hasItem;
    private String id = "";
    private String status = "";

    ResponsesMeter(Intent intent, VendorUsage vendor) {
        this.intent = intent;
        this.vendor = vendor;
        this.usage = new UsageFields("usage", vendor);
        this.serviceTier = ServiceTier.untilTold(intent);
    }

    @Override
    public void begins(@Nullable String eventName) {
        type = eventName == null ? "" : eventName;
        delta = null;
        hasItem = false;
    }

    @Override
    public void value(String path, String key, JsonScalar value) {
        String place = within(path);
        objects.value(place, key, value);
        if (place.equals("output") || place.startsWith("output.")) {
            output(place, key, value);
        } else if (path.equals("item") || path.equals("item.action")) {
            item(streamedItems, path.equals("item"), key, value);
        } else if (place.equals("error")) {
            failure.field(key, value);
        } else if (place.isEmpty()) {
            top(path.isEmpty(), key, value);
        } else {
            usage.value(place, key, value);
        }
    }

    private void top(boolean outermost, String key, JsonScalar value) {
        if (!value.isString()) {
            return;
        }
        switch (key) {
            case "model" -> model = value.text().isEmpty() ? model : value.text();
            case "service_tier" -> serviceTier = ServiceTier.answered(value);
            case "type" -> type = outermost ? value.text() : type;
            case "delta" -> delta = outermost ? value.text() : delta;
            case "id" -> id = value.text();
            case "status" -> status = value.text();
            case "message", "code" -> flatError.field(key, value);
            default -> {}
        }
    }

    private void output(String place, String key, JsonScalar value) {
        if (value.isString() && TEXT_KEYS.contains(key)) {
            whole.add(value.text());
        }
        if (place.equals("output") || place.equals("output.action")) {
            item(outputItems, place.equals("output"), key, value);
        }
    }

    private static void item(ToolItems items, boolean itself, String key, JsonScalar value) {
        if (!value.isString()) {
            return;
        }
        if (key.equals("type")) {
            if (itself) {
                items.type(value.text());
            } else {
                items.action(value.text());
            }
        } else if (itself && key.equals("container_id")) {
            items.container(value.text());
        }
    }

    @Override
    public void open(String path, boolean array, long start) {
        String place = within(path);
        objects.open(place);
        if (place.equals("output")) {
            if (array) {
                outputItems.clear();
                whole.reset();
            }
            outputItems.begin();
        } else if (path.equals("item")) {
            hasItem = true;
            streamedItems.begin();
        } else if (place.equals("error")) {
            failure.met();
        } else if (!array) {
            usage.open(place);
        }
    }

    @Override
    public void close(String path) {
        String place = within(path);
        objects.close(place);
        if (place.equals("output")) {
            outputItems.end();
        } else {
            usage.close(place);
        }
    }

    @Override
    public Role ends() {
        if (type.equals("error")) {
            String told = flatError.message();
            if (failure.message() == null && told != null) {
                failure.text(told);
            }
            failure.met();
        }
        if (hasItem && type.equals("response.output_item.done")) {
            streamedItems.end();
        }
        if (delta != null && type.endsWith(".delta") && !type.endsWith("audio.delta")) {
            streamed.add(delta);
        }
        return FINAL_EVENTS.contains(type) ? Role.FINAL : Role.ORDINARY;
    }

    /** A response of the background, until it is over. */
    @Override
    public Optional<String> unfinished() {
        boolean goesOn = intent.background()
                && GOING_ON.contains(status)
                && ID.matcher(id).matches();
        return goesOn ? Optional.of(id) : Optional.empty();
    }

    /**
     * A compacted conversation has items of the request in it, by the ids that the caller gave them: but not of those types
     * whose ids were looked up before.
     */
    @Override
    public Set<String> kept() {
        return intent.operation().name().equals("responses") ? objects.ids() : objects.anyhow();
    }

    @Override
    public UsageReport report() {
        UsageFields.Told latest = usage.latest();
        TextCount text = whole.tokens() > streamed.tokens() ? whole : streamed;
        if (latest == null) {
            UsageReport untold = Verdict.untold(intent, text, model, failure.message());
            return untold.basis() == Basis.NONE ? untold : withTools(untold);
        }
        OpenAiUsage told = new OpenAiUsage(latest.counts(), vendor, Reasoning.INSIDE);
        Usage counted = told.disjoint(intent.inputEstimate(), text.tokens(), 0).build();
        Basis basis = told.tellsInput() && told.tellsOutput() ? Basis.REPORTED : Basis.PARTIAL;
        return withTools(
                new UsageReport(basis, counted, List.of(), model, failure.message(), latest.costUsd(), told.oddity()));
    }

    private UsageReport withTools(UsageReport report) {
        Map<String, Long> tools = new TreeMap<>(report.usage().tools());
        outputItems.calls().forEach((tool, calls) -> tools.merge(tool, calls, Math::max));
        streamedItems.calls().forEach((tool, calls) -> tools.merge(tool, calls, Math::max));
        Usage usage = new Usage(report.usage().tokens(), tools, report.usage().units(), serviceTier);
        return new UsageReport(
                report.basis(),
                usage,
                report.additional(),
                report.model(),
                report.failure(),
                report.costUsd(),
                report.oddity());
    }

    /** The same place for a response that stands alone and one that an event carries. */
    private static String within(String path) {
        if (!path.startsWith(RESPONSE)) {
            return path;
        }
        if (path.length() == RESPONSE.length()) {
            return "";
        }
        return path.charAt(RESPONSE.length()) == '.' ? path.substring(RESPONSE.length() + 1) : path;
    }
}

package dev.tollgate.filter.dialect.openai;

import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.UsageReport;
import dev.tollgate.filter.dialect.answer.AnswerMeter;
import dev.tollgate.filter.dialect.answer.Failure;
import dev.tollgate.filter.dialect.answer.KeptIds;
import dev.tollgate.filter.dialect.answer.TextCount;
import dev.tollgate.filter.dialect.answer.Verdict;
import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.ledger.usage.Basis;
import dev.tollgate.pricing.Usage;
import dev.tollgate.pricing.VendorUsage;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Counts chat completions and embeddings, whole or in chunks, of OpenAI and the vendors that speak its format. */
final class ChatMeter implements AnswerMeter {

    private static final Set<String> TEXT_KEYS =
            Set.of("content", "reasoning", "reasoning_content", "refusal", "text", "arguments", "transcript");

    /** A sound is kept for a while, so that the next request can name it in the place of its bytes. */
    private static final Set<String> SOUNDS = Set.of("choices.message.audio", "choices.delta.audio");

    private final Intent intent;
    private final VendorUsage vendor;
    private final UsageFields usage;
    private final UsageFields groqUsage;
    private final UsageFields choiceUsage;
    private final UsageFields vendorUsage;
    private final TextCount text = new TextCount();
    private final TextCount textSinceUsage = new TextCount();
    private final Failure failure = new Failure();
    private final KeptIds kept = new KeptIds();
    private @Nullable String model;
    private Optional<String> serviceTier;
    private boolean hasChoices;
    private boolean hasChoice;
    private boolean hasUsage;
    private boolean toldUsage;
    private boolean failed;

    ChatMeter(Intent intent, VendorUsage vendor) {
        this.intent = intent;
        this.vendor = vendor;
        this.usage = new UsageFields("usage", vendor);
        this.groqUsage = new UsageFields("x_groq.usage", vendor);
        this.choiceUsage = new UsageFields("choices.usage", vendor);
        this.vendorUsage = new UsageFields(vendor.at().orElse("usage"), vendor);
        this.serviceTier = ServiceTier.untilTold(intent);
    }

    @Override
    public void begins(@Nullable String eventName) {
        hasChoices = false;
        hasChoice = false;
        hasUsage = false;
        toldUsage = false;
        failed = "error".equals(eventName);
    }

    @Override
    public void value(String path, String key, JsonScalar value) {
        vendorUsage.value(path, key, value);
        if (path.isEmpty()) {
            top(key, value);
        } else if (path.equals("error")) {
            failure.field(key, value);
        } else if (path.startsWith("choices")) {
            choiceUsage.value(path, key, value);
            if (key.equals("id") && SOUNDS.contains(path)) {
                kept.add(value);
            }
            if (value.isString() && TEXT_KEYS.contains(key) && isWritten(path)) {
                String delivered = value.text();
                text.add(delivered);
                textSinceUsage.add(delivered);
            }
        } else {
            usage.value(path, key, value);
            groqUsage.value(path, key, value);
        }
    }

    /** Notes, probabilities and reasoning that OpenRouter tells a second time are left out of an estimate. */
    private static boolean isWritten(String path) {
        return !path.contains("reasoning_details") && !path.contains("annotations") && !path.contains("logprobs");
    }

    private void top(String key, JsonScalar value) {
        if (model == null && key.equals("model") && value.isString()) {
            model = value.text().isEmpty() ? null : value.text();
        } else if (key.equals("service_tier") && value.isString()) {
            serviceTier = ServiceTier.answered(value);
        } else if (key.equals("choices")) {
            hasChoice = true;
        } else if (key.equals("error") && value.isString()) {
            failure.text(value.text());
            failed = true;
        }
    }

    @Override
    public void open(String path, boolean array, long start) {
        switch (path) {
            case "choices" -> {
                hasChoices = true;
                hasChoice |= !array;
            }
            case "usage" -> hasUsage |= !array;
            case "error" -> {
                failure.met();
                failed = true;
            }
            default -> {}
        }
        if (!array) {
            usage.open(path);
            groqUsage.open(path);
            choiceUsage.open(path);
            vendorUsage.open(path);
        }
    }

    @Override
    public void close(String path) {
        toldUsage |= usage.close(path) | groqUsage.close(path) | choiceUsage.close(path) | vendorUsage.close(path);
    }

    /** Azure's first chunk has no choices either, but no usage: it is not hidden. */
    @Override
    public Role ends() {
        if (toldUsage) {
            textSinceUsage.reset();
        }
        if (failed) {
            failure.met();
            return Role.FINAL;
        }
        return hasChoices && !hasChoice && hasUsage ? Role.USAGE_ONLY : Role.ORDINARY;
    }

    @Override
    public Set<String> kept() {
        return kept.all();
    }

    @Override
    public UsageReport report() {
        UsageFields.Told latest = latest();
        if (latest == null) {
            return withSearch(Verdict.untold(intent, text, model, failure.message(), serviceTier));
        }
        OpenAiUsage told = new OpenAiUsage(latest.counts(), vendor, vendor.reasoning());
        boolean whole =
                told.tellsInput() && (told.tellsOutput() || intent.outputKinds().isEmpty());
        boolean toTheEnd = textSinceUsage.isEmpty() || !told.tellsOutput();
        Usage.Builder counted =
                told.disjoint(intent.inputEstimate(), text.tokens(), toTheEnd ? 0 : textSinceUsage.tokens());
        if (vendor.searchSizes() && intent.operation().name().equals("chat")) {
            counted.tool(SearchFee.charged(intent, latest.searchSize()), 1);
        } else if (OpenAiTools.searchesOnce(intent)
                && counted.build().tools().getOrDefault(OpenAiTools.WEB_SEARCH, 0L) == 0) {
            counted.tool(OpenAiTools.WEB_SEARCH, 1);
        }
        counted.serviceTier(serviceTier);
        Basis basis = whole && toTheEnd ? Basis.REPORTED : Basis.PARTIAL;
        return new UsageReport(
                basis, counted.build(), List.of(), model, failure.message(), latest.costUsd(), told.oddity());
    }

    /** The fee for a search context is due whether the tokens are told or not. */
    private UsageReport withSearch(UsageReport untold) {
        boolean due = vendor.searchSizes() && intent.operation().name().equals("chat");
        if (!due || untold.basis() == Basis.NONE) {
            return untold;
        }
        Usage usage =
                new Usage(untold.usage().tokens(), Map.of(SearchFee.charged(intent, null), 1L), Map.of(), serviceTier);
        return new UsageReport(untold.basis(), usage, List.of(), untold.model(), untold.failure());
    }

    /** Groq tells the same counts twice; where only the second place has them, they count. */
    private UsageFields.@Nullable Told latest() {
        if (vendorUsage.latest() != null) {
            return vendorUsage.latest();
        }
        if (usage.latest() != null) {
            return usage.latest();
        }
        return groqUsage.latest() != null ? groqUsage.latest() : choiceUsage.latest();
    }
}

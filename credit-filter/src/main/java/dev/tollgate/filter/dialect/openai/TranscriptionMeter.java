package dev.tollgate.filter.dialect.openai;

import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.UsageReader;
import dev.tollgate.filter.dialect.UsageReport;
import dev.tollgate.filter.dialect.answer.AnswerMeter;
import dev.tollgate.filter.dialect.answer.Failure;
import dev.tollgate.filter.dialect.answer.TextCount;
import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.ledger.usage.Basis;
import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.Usage;
import dev.tollgate.pricing.VendorUsage.Reasoning;
import java.math.RoundingMode;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Counts transcriptions: seconds (told by the usage, or as the length of the sound) and tokens, whichever are told. Plain
 * text and subtitles tell neither; then the file's own length is taken.
 */
final class TranscriptionMeter implements AnswerMeter {

    private static final String DONE = "transcript.text.done";

    private final Intent intent;
    private final UsageReader.Answer answer;
    private final UsageFields usage;
    private final TextCount streamed = new TextCount();
    private final TextCount whole = new TextCount();
    private final Failure failure = new Failure();
    private OptionalLong seconds = OptionalLong.empty();
    private @Nullable String model;
    private @Nullable String delta;
    private String type = "";

    TranscriptionMeter(Intent intent, UsageReader.Answer answer) {
        this.intent = intent;
        this.answer = answer;
        this.usage = new UsageFields("usage", answer.vendor());
    }

    @Override
    public void begins(@Nullable String eventName) {
        type = eventName == null ? "" : eventName;
        delta = null;
    }

    @Override
    public void value(String path, String key, JsonScalar value) {
        if (path.equals("error")) {
            failure.field(key, value);
        } else if (path.equals("usage") && (key.equals("seconds") || key.equals("prompt_audio_seconds"))) {
            seconds(value);
        } else if (path.startsWith("usage")) {
            usage.value(path, key, value);
        } else if (path.isEmpty() && key.equals("duration")) {
            seconds(value);
        } else if (path.isEmpty() && value.isString()) {
            top(key, value.text());
        }
    }

    private void top(String key, String text) {
        switch (key) {
            case "type" -> type = text;
            case "model" -> model = text;
            case "delta" -> delta = text;
            case "text" -> whole.add(text);
            default -> {}
        }
    }

    /** A started second counts. */
    private void seconds(JsonScalar value) {
        value.amount()
                .map(told -> told.setScale(0, RoundingMode.UP))
                .filter(told -> told.precision() <= 12)
                .ifPresent(told -> seconds = OptionalLong.of(told.longValueExact()));
    }

    @Override
    public void open(String path, boolean array, long start) {
        if (path.equals("error")) {
            failure.met();
        } else if (!array) {
            usage.open(path);
        }
    }

    @Override
    public void close(String path) {
        usage.close(path);
    }

    @Override
    public Role ends() {
        if (delta != null) {
            streamed.add(delta);
        }
        if (type.equals("error")) {
            failure.met();
        }
        return type.equals(DONE) || type.equals("error") ? Role.FINAL : Role.ORDINARY;
    }

    @Override
    public UsageReport report() {
        TextCount text = whole.isEmpty() ? streamed : whole;
        UsageFields.Told told = usage.latest();
        if (told == null && seconds.isEmpty() && text.isEmpty() && failure.message() != null) {
            return new UsageReport(Basis.NONE, Usage.NONE, List.of(), model, failure.message());
        }
        return told == null ? withoutTokens(text.tokens()) : withTokens(told);
    }

    private UsageReport withTokens(UsageFields.Told told) {
        OpenAiUsage counts = new OpenAiUsage(told.counts(), answer.vendor(), Reasoning.INSIDE);
        Usage.Builder counted = counts.disjoint(intent.inputEstimate(), 0, 0);
        counted.unit(Transcription.SECOND, length());
        Basis basis = seconds.isPresent() || answer.tokensPriced() ? Basis.REPORTED : Basis.ESTIMATED;
        return new UsageReport(
                basis, counted.build(), List.of(), model, failure.message(), told.costUsd(), counts.oddity());
    }

    private UsageReport withoutTokens(long written) {
        Usage.Builder counted = Usage.builder().unit(Transcription.SECOND, length());
        if (answer.tokensPriced()) {
            counted.tokens(TokenKind.INPUT_AUDIO, length() * Transcription.TOKENS_A_SECOND)
                    .tokens(TokenKind.OUTPUT, written);
        }
        boolean exact = seconds.isPresent() && !answer.tokensPriced();
        return new UsageReport(
                exact ? Basis.REPORTED : Basis.ESTIMATED, counted.build(), List.of(), model, failure.message());
    }

    private long length() {
        return seconds.orElseGet(intent::unitEstimate);
    }

    @Override
    public UsageReport unread(Intent asked, long passed) {
        // Four bytes of text are a token.
        return withoutTokens((passed + 3) / 4);
    }
}

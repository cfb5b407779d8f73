package dev.tollgate.filter.dialect.openai;

import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.UsageReader;
import dev.tollgate.filter.dialect.UsageReport;
import dev.tollgate.filter.dialect.answer.AnswerMeter;
import dev.tollgate.filter.dialect.answer.Failure;
import dev.tollgate.filter.dialect.json.JsonScalar;
import dev.tollgate.ledger.usage.Basis;
import dev.tollgate.pricing.TokenKind;
import dev.tollgate.pricing.Usage;
import dev.tollgate.pricing.VendorUsage.Reasoning;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Counts pictures: gpt-image tells its tokens, dall-e nothing, and then the pictures are counted. A stream is complete
 * with the last picture that was asked for; drafts are part of its tokens.
 */
final class ImagesMeter implements AnswerMeter {

    private static final Set<String> COMPLETED = Set.of("image_generation.completed", "image_edit.completed");

    private final Intent intent;
    private final UsageReader.Answer answer;
    private final UsageFields usage;
    private final Failure failure = new Failure();
    private @Nullable String model;
    private @Nullable String size;
    private @Nullable String quality;
    private String type = "";
    private long pictures;
    private boolean outputHasParts;
    private boolean failed;

    ImagesMeter(Intent intent, UsageReader.Answer answer) {
        this.intent = intent;
        this.answer = answer;
        this.usage = new UsageFields("usage", answer.vendor());
    }

    @Override
    public void begins(@Nullable String eventName) {
        type = eventName == null ? "" : eventName;
        failed = type.equals("error");
    }

    @Override
    public void value(String path, String key, JsonScalar value) {
        if (path.equals("error")) {
            failure.field(key, value);
        } else if (!path.isEmpty()) {
            usage.value(path, key, value);
            outputHasParts |= path.equals("usage.output_tokens_details") && key.equals("image_tokens");
        } else if (value.isString()) {
            switch (key) {
                case "type" -> type = value.text();
                case "model" -> model = value.text();
                case "size" -> size = value.text();
                case "quality" -> quality = value.text();
                default -> {}
            }
        }
    }

    @Override
    public void open(String path, boolean array, long start) {
        if (path.equals("data") && !array) {
            pictures++;
        } else if (path.equals("error")) {
            failure.met();
            failed = true;
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
        if (failed || type.equals("error")) {
            failure.met();
            return Role.FINAL;
        }
        if (COMPLETED.contains(type)) {
            pictures++;
            return pictures >= intent.answers() ? Role.FINAL : Role.ORDINARY;
        }
        return Role.ORDINARY;
    }

    @Override
    public UsageReport report() {
        UsageFields.Told told = usage.latest();
        if (told == null && pictures == 0 && failure.message() != null) {
            return new UsageReport(Basis.NONE, Usage.NONE, List.of(), model, failure.message());
        }
        return told == null ? untold() : told(told);
    }

    private UsageReport told(UsageFields.Told told) {
        OpenAiUsage counts = new OpenAiUsage(told.counts(), answer.vendor(), Reasoning.INSIDE);
        Usage usage = counts.disjoint(intent.inputEstimate(), 0, 0).build();
        Usage.Builder counted = units(Usage.builder());
        usage.tokens().forEach(counted::tokens);
        if (!outputHasParts) {
            counted.tokens(TokenKind.OUTPUT_IMAGE, usage.outputTokens()).tokens(TokenKind.OUTPUT, 0);
        }
        Basis basis = counts.tellsInput() && counts.tellsOutput() ? Basis.REPORTED : Basis.PARTIAL;
        return new UsageReport(
                basis, counted.build(), List.of(), model, failure.message(), told.costUsd(), counts.oddity());
    }

    /** Where tokens are what is sold, an answer that tells none is taken for the largest picture of the best quality. */
    private UsageReport untold() {
        Usage.Builder counted = units(Usage.builder());
        if (answer.tokensPriced()) {
            counted.tokens(TokenKind.INPUT, intent.inputEstimate())
                    .tokens(
                            TokenKind.OUTPUT_IMAGE,
                            delivered() * intent.outputBound().orElse(0));
        }
        boolean exact = pictures > 0 && !answer.tokensPriced();
        return new UsageReport(
                exact ? Basis.REPORTED : Basis.ESTIMATED, counted.build(), List.of(), model, failure.message());
    }

    /** An answer that cannot be read, or has not ended, may have all that was asked for. */
    private long delivered() {
        return pictures == 0 ? intent.answers() : pictures;
    }

    private Usage.Builder units(Usage.Builder counted) {
        String asked = intent.unitBounds().keySet().iterator().next();
        String unit = size == null || quality == null ? asked : ImageSize.unit(size, quality);
        return counted.unit(unit, delivered());
    }

    @Override
    public UsageReport unread(Intent asked, long passed) {
        return untold();
    }
}

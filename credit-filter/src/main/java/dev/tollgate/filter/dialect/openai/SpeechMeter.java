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
import org.jspecify.annotations.Nullable;

/**
 * Counts speech: the characters of the request, which the provider bills whatever becomes of the sound, and the tokens
 * that a stream of events tells at its end. Sound alone tells nothing; where tokens are what is sold, they are estimated.
 */
final class SpeechMeter implements AnswerMeter {

    private static final String DONE = "speech.audio.done";

    /** Of sound; fifteen characters are a second, a second is 21 tokens. */
    private static final long TOKENS_OF_FIVE_CHARACTERS = 7;

    private final Intent intent;
    private final UsageReader.Answer answer;
    private final UsageFields usage;
    private final Failure failure = new Failure();
    private String type = "";
    private boolean hasSound;

    SpeechMeter(Intent intent, UsageReader.Answer answer) {
        this.intent = intent;
        this.answer = answer;
        this.usage = new UsageFields("usage", answer.vendor());
    }

    @Override
    public void begins(@Nullable String eventName) {
        type = eventName == null ? "" : eventName;
    }

    @Override
    public void value(String path, String key, JsonScalar value) {
        if (path.equals("error")) {
            failure.field(key, value);
        } else if (path.isEmpty()) {
            type = key.equals("type") && value.isString() ? value.text() : type;
            hasSound |= key.equals("audio");
        } else {
            usage.value(path, key, value);
        }
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
        if (type.equals("error")) {
            failure.met();
        }
        return type.equals(DONE) || type.equals("error") ? Role.FINAL : Role.ORDINARY;
    }

    @Override
    public UsageReport report() {
        UsageFields.Told told = usage.latest();
        if (told == null) {
            return failure.message() != null && !hasSound
                    ? new UsageReport(Basis.NONE, Usage.NONE, List.of(), null, failure.message())
                    : unread(intent, 0);
        }
        OpenAiUsage counts = new OpenAiUsage(told.counts(), answer.vendor(), Reasoning.INSIDE);
        Usage usage = counts.disjoint(intent.inputEstimate(), 0, 0).build();
        Usage.Builder counted = Usage.builder().unit(SpeechRequest.CHARACTER, intent.unitEstimate());
        usage.tokens().forEach(counted::tokens);
        counted.tokens(TokenKind.OUTPUT_AUDIO, usage.outputTokens()).tokens(TokenKind.OUTPUT, 0);
        return new UsageReport(
                Basis.REPORTED, counted.build(), List.of(), null, failure.message(), told.costUsd(), counts.oddity());
    }

    @Override
    public UsageReport unread(Intent asked, long passed) {
        Usage.Builder counted = Usage.builder().unit(SpeechRequest.CHARACTER, intent.unitEstimate());
        if (answer.tokensPriced()) {
            counted.tokens(TokenKind.INPUT, intent.inputEstimate())
                    .tokens(TokenKind.OUTPUT_AUDIO, intent.unitEstimate() * TOKENS_OF_FIVE_CHARACTERS / 5 + 1);
        }
        Basis basis = answer.tokensPriced() ? Basis.ESTIMATED : Basis.REPORTED;
        return new UsageReport(basis, counted.build(), List.of(), null, failure.message());
    }
}

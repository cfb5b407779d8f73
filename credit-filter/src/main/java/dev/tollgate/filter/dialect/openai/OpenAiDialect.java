package dev.tollgate.filter.dialect.openai;

import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.dialect.Dialect;
import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.Operation;
import dev.tollgate.filter.dialect.UsageReader;
import dev.tollgate.filter.dialect.answer.AnswerMeter;
import dev.tollgate.filter.dialect.answer.UsageReaders;
import dev.tollgate.filter.dialect.request.RequestFacts;
import dev.tollgate.filter.dialect.request.RequestIntent;
import dev.tollgate.filter.dialect.request.RequestReader;
import dev.tollgate.filter.limit.Standing;
import dev.tollgate.pricing.VendorUsage;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** OpenAI's format, which many vendors share. */
public final class OpenAiDialect implements Dialect {

    /** The name that providers of the price book use. */
    public static final String NAME = "openai";

    private static final Operation CHAT = new Operation(NAME, "chat", "/v1/chat/completions");
    private static final Operation RESPONSES = new Operation(NAME, "responses", "/v1/responses");
    private static final Operation COMPACT = new Operation(NAME, "compact", "/v1/responses/compact");
    private static final Operation INPUT_TOKENS = new Operation(NAME, "input_tokens", "/v1/responses/input_tokens");
    private static final Operation COMPLETIONS = new Operation(NAME, "completions", "/v1/completions");
    private static final Operation EMBEDDINGS = new Operation(NAME, "embeddings", "/v1/embeddings");
    private static final Operation MODERATIONS = new Operation(NAME, "moderations", "/v1/moderations");
    private static final Operation IMAGES = new Operation(NAME, "images", "/v1/images/generations");
    private static final Operation IMAGE_EDITS = new Operation(NAME, "image_edits", "/v1/images/edits");
    private static final Operation TRANSCRIPTIONS = new Operation(NAME, "transcriptions", "/v1/audio/transcriptions");
    private static final Operation TRANSLATIONS = new Operation(NAME, "translations", "/v1/audio/translations");
    private static final Operation SPEECH = new Operation(NAME, "speech", "/v1/audio/speech");

    private static final Set<String> UPLOADS = Set.of(IMAGE_EDITS.name(), TRANSCRIPTIONS.name(), TRANSLATIONS.name());

    private static final List<Operation> AZURE =
            List.of(CHAT, COMPLETIONS, EMBEDDINGS, IMAGES, IMAGE_EDITS, TRANSCRIPTIONS, TRANSLATIONS, SPEECH);

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Operation> operations() {
        List<Operation> own = List.of(
                CHAT,
                RESPONSES,
                COMPACT,
                INPUT_TOKENS,
                COMPLETIONS,
                EMBEDDINGS,
                MODERATIONS,
                IMAGES,
                IMAGE_EDITS,
                TRANSCRIPTIONS,
                TRANSLATIONS,
                SPEECH);
        return Stream.concat(own.stream(), AZURE.stream().map(OpenAiDialect::deployment))
                .toList();
    }

    /** The same operation as Azure's clients call it: its path names the model. */
    private static Operation deployment(Operation operation) {
        String path = operation.path().replaceFirst("^/v1/", "/openai/deployments/{model}/");
        return new Operation(NAME, operation.name(), path);
    }

    @Override
    public boolean takesUploads(Operation operation) {
        return UPLOADS.contains(operation.name());
    }

    @Override
    public Intent intent(Operation operation, byte[] body) {
        return intent(operation, body, UnaryOperator.identity());
    }

    @Override
    public Intent intent(Operation operation, byte[] body, UnaryOperator<String> names) {
        return switch (operation.name()) {
            case "image_edits" -> ImagesRequest.edit(operation, body, names);
            case "transcriptions", "translations" -> Transcription.read(operation, body);
            default -> requestReader(operation, new RequestFacts(body, names))
                    .read(operation, Pictures::of, found -> new OpenAiReferences(found, isOfResponses(operation)));
        };
    }

    private static boolean isOfResponses(Operation operation) {
        return operation.path().startsWith(RESPONSES.path());
    }

    private static RequestReader requestReader(Operation operation, RequestFacts facts) {
        return switch (operation.name()) {
            case "chat" -> new ChatRequest(facts);
            case "responses" -> new ResponsesRequest(facts);
            case "compact" -> ResponsesRequest.compact(facts);
            case "input_tokens" -> FreeRequest.counting(facts);
            case "completions" -> new CompletionsRequest(facts);
            case "embeddings" -> new EmbeddingsRequest(facts);
            case "moderations" -> FreeRequest.moderation(facts);
            case "images" -> new ImagesRequest(facts);
            case "speech" -> new SpeechRequest(facts);
            default -> throw new IllegalArgumentException("not an operation of OpenAI: " + operation);
        };
    }

    @Override
    public Map<String, Long> toolBounds(Intent intent, VendorUsage vendor) {
        return SearchFee.bounds(intent, vendor);
    }

    /** Usage is never hidden from a caller who asked for it, whatever the answer's facts say. */
    @Override
    public UsageReader reader(Intent intent, UsageReader.Answer answer) {
        AnswerMeter meter = meter(intent, answer);
        boolean asked = intent instanceof RequestIntent request && request.asksForUsage();
        return UsageReaders.of(intent, answer, meter, answer.hideUsage() && !asked);
    }

    private static AnswerMeter meter(Intent intent, UsageReader.Answer answer) {
        return switch (intent.operation().name()) {
            case "responses", "compact" -> new ResponsesMeter(intent, answer.vendor());
            case "input_tokens", "moderations" -> new FreeMeter();
            case "images", "image_edits" -> new ImagesMeter(intent, answer);
            case "transcriptions", "translations" -> new TranscriptionMeter(intent, answer);
            case "speech" -> new SpeechMeter(intent, answer);
            default -> new ChatMeter(intent, answer.vendor());
        };
    }

    @Override
    public byte[] error(Denial denial, String requestId) {
        return OpenAiErrors.body(denial, requestId);
    }

    @Override
    public byte[] errorEvent(Operation operation, Denial denial, String requestId) {
        return operation.name().equals(RESPONSES.name())
                ? OpenAiErrors.responseFailed(denial, requestId)
                : OpenAiErrors.event(denial, requestId);
    }

    @Override
    public Map<String, String> limitHeaders(Standing standing, Instant now) {
        return OpenAiLimits.headers(standing);
    }
}

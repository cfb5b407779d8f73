package dev.tollgate.filter.dialect.gemini;

import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.dialect.Dialect;
import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.Operation;
import dev.tollgate.filter.dialect.UsageReader;
import dev.tollgate.filter.dialect.answer.AnswerMeter;
import dev.tollgate.filter.dialect.answer.UsageReaders;
import dev.tollgate.filter.dialect.request.RequestFacts;
import dev.tollgate.filter.dialect.request.RequestReader;
import dev.tollgate.filter.limit.Standing;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Gemini's own format, at {@code /v1beta} and {@code /v1}. The path names the model, and streaming is a verb of its own: an
 * event stream with {@code ?alt=sse}, else a JSON array that is written element by element. Its answers tell their usage
 * unasked, so nothing is ever hidden.
 */
public final class GeminiDialect implements Dialect {

    /** The name that providers of the price book use. */
    public static final String NAME = "gemini";

    static final String GENERATE = "generateContent";
    static final String STREAM = "streamGenerateContent";
    static final String COUNT = "countTokens";
    static final String EMBED = "embedContent";
    static final String EMBED_BATCH = "batchEmbedContents";

    private static final String EVENTS = "alt=sse";

    private static final List<Operation> OPERATIONS =
            Stream.of("/v1beta", "/v1").flatMap(GeminiDialect::at).toList();

    private static Stream<Operation> at(String version) {
        return Stream.of(
                operation(version, GENERATE, ""),
                operation(version, STREAM, EVENTS),
                operation(version, STREAM, ""),
                operation(version, COUNT, ""),
                operation(version, EMBED, ""),
                operation(version, EMBED_BATCH, ""));
    }

    private static Operation operation(String version, String verb, String query) {
        return new Operation(NAME, verb, version + "/models/{model}:" + verb, query, null);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Operation> operations() {
        return OPERATIONS;
    }

    @Override
    public boolean takesKeyInQuery() {
        return true;
    }

    @Override
    public Intent intent(Operation operation, byte[] body) {
        return intent(operation, body, UnaryOperator.identity());
    }

    @Override
    public Intent intent(Operation operation, byte[] body, UnaryOperator<String> names) {
        RequestFacts facts = new RequestFacts(body, names);
        facts.inPath(Objects.requireNonNull(operation.model()), operation.name().equals(STREAM));
        return request(operation, facts).read(operation, model -> Media.PICTURE, GeminiReferences::new);
    }

    private static RequestReader request(Operation operation, RequestFacts facts) {
        return switch (operation.name()) {
            case COUNT -> new CountRequest(facts);
            case EMBED, EMBED_BATCH -> new EmbedRequest(facts);
            default -> new GenerateRequest(facts);
        };
    }

    @Override
    public UsageReader reader(Intent intent, UsageReader.Answer answer) {
        AnswerMeter meter = intent.free() ? new FreeMeter() : new GenerateMeter(intent);
        return intent.streaming()
                ? UsageReaders.piecewise(intent, answer, meter, true)
                : UsageReaders.of(intent, answer, meter, false);
    }

    @Override
    public byte[] error(Denial denial, String requestId) {
        return GeminiErrors.body(denial, requestId);
    }

    /** An event, or for the array the object alone: what stands around that depends on what came before it. */
    @Override
    public byte[] errorEvent(Operation operation, Denial denial, String requestId) {
        return operation.query().equals(EVENTS)
                ? GeminiErrors.event(denial, requestId)
                : GeminiErrors.body(denial, requestId);
    }

    /** Gemini has none. */
    @Override
    public Map<String, String> limitHeaders(Standing standing, Instant now) {
        return Map.of();
    }
}

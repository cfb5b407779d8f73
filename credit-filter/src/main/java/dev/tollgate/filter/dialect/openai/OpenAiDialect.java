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
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** OpenAI's format, which many vendors share. */
public final class OpenAiDialect implements Dialect {

    /** The name that providers of the price book use. */
    public static final String NAME = "openai";

    private static final Operation CHAT = new Operation(NAME, "chat", "/v1/chat/completions");
    private static final Operation RESPONSES = new Operation(NAME, "responses", "/v1/responses");
    private static final Operation EMBEDDINGS = new Operation(NAME, "embeddings", "/v1/embeddings");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Operation> operations() {
        return List.of(CHAT, RESPONSES, EMBEDDINGS);
    }

    @Override
    public Intent intent(Operation operation, byte[] body) {
        RequestFacts facts = new RequestFacts(body);
        return requestReader(operation, facts).read(operation, Pictures::of);
    }

    private static RequestReader requestReader(Operation operation, RequestFacts facts) {
        return switch (operation.name()) {
            case "chat" -> new ChatRequest(facts);
            case "responses" -> new ResponsesRequest(facts);
            case "embeddings" -> new EmbeddingsRequest(facts);
            default -> throw new IllegalArgumentException("not an operation of OpenAI: " + operation);
        };
    }

    /** Usage is never hidden from a caller who asked for it, whatever the answer's facts say. */
    @Override
    public UsageReader reader(Intent intent, UsageReader.Answer answer) {
        boolean responses = intent.operation().name().equals(RESPONSES.name());
        AnswerMeter meter = responses ? new ResponsesMeter(intent) : new ChatMeter(intent);
        boolean asked = intent instanceof RequestIntent request && request.asksForUsage();
        return UsageReaders.of(intent, answer, meter, answer.hideUsage() && !asked);
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

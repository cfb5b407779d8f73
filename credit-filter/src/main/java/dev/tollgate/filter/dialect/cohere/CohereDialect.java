package dev.tollgate.filter.dialect.cohere;

import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.dialect.Dialect;
import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.Operation;
import dev.tollgate.filter.dialect.UsageReader;
import dev.tollgate.filter.dialect.answer.UsageReaders;
import dev.tollgate.filter.dialect.request.RequestFacts;
import dev.tollgate.filter.limit.Standing;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Cohere's chat, version 2. Its answers tell their usage unasked, so nothing is ever hidden. */
public final class CohereDialect implements Dialect {

    /** The name that providers of the price book use. */
    public static final String NAME = "cohere";

    private static final Operation CHAT = new Operation(NAME, "chat", "/v2/chat");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Operation> operations() {
        return List.of(CHAT);
    }

    @Override
    public Intent intent(Operation operation, byte[] body) {
        return new CohereChatRequest(new RequestFacts(body)).read(operation, model -> CohereChatRequest.PICTURE);
    }

    @Override
    public UsageReader reader(Intent intent, UsageReader.Answer answer) {
        return UsageReaders.of(intent, answer, new CohereChatMeter(intent), false);
    }

    @Override
    public byte[] error(Denial denial, String requestId) {
        return CohereErrors.body(denial, requestId);
    }

    @Override
    public byte[] errorEvent(Operation operation, Denial denial, String requestId) {
        return CohereErrors.event(denial, requestId);
    }

    /** Cohere tells of monthly calls only. */
    @Override
    public Map<String, String> limitHeaders(Standing standing, Instant now) {
        return Map.of();
    }
}

package dev.tollgate.filter.dialect.anthropic;

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

/** Anthropic's format. Its answers tell their usage unasked, so nothing is ever hidden. */
public final class AnthropicDialect implements Dialect {

    /** The name that providers of the price book use. */
    public static final String NAME = "anthropic";

    private static final Operation MESSAGES = new Operation(NAME, "messages", "/v1/messages");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Operation> operations() {
        return List.of(MESSAGES);
    }

    @Override
    public Intent intent(Operation operation, byte[] body) {
        return new MessagesRequest(new RequestFacts(body))
                .read(operation, model -> MessagesRequest.PICTURE, AnthropicReferences::new);
    }

    @Override
    public UsageReader reader(Intent intent, UsageReader.Answer answer) {
        return UsageReaders.of(intent, answer, new MessagesMeter(intent), false);
    }

    @Override
    public byte[] error(Denial denial, String requestId) {
        return AnthropicErrors.body(denial, requestId);
    }

    @Override
    public byte[] errorEvent(Operation operation, Denial denial, String requestId) {
        return AnthropicErrors.event(denial, requestId);
    }

    @Override
    public Map<String, String> limitHeaders(Standing standing, Instant now) {
        return AnthropicLimits.headers(standing, now);
    }
}

package dev.tollgate.filter.dialect.ollama;

import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.dialect.Dialect;
import dev.tollgate.filter.dialect.Intent;
import dev.tollgate.filter.dialect.Operation;
import dev.tollgate.filter.dialect.UsageReader;
import dev.tollgate.filter.dialect.answer.UsageReaders;
import dev.tollgate.filter.dialect.json.DenialJson;
import dev.tollgate.filter.dialect.request.PictureTokens;
import dev.tollgate.filter.dialect.request.RequestFacts;
import dev.tollgate.filter.limit.Standing;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Ollama's own chats, completions and embeddings. Answers tell their usage unasked, so nothing is ever hidden. */
public final class OllamaDialect implements Dialect {

    /** The name that providers of the price book use. */
    public static final String NAME = "ollama";

    private static final Operation CHAT = new Operation(NAME, "chat", "/api/chat");
    private static final Operation GENERATE = new Operation(NAME, "generate", "/api/generate");
    private static final Operation EMBED = new Operation(NAME, "embed", "/api/embed");

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public List<Operation> operations() {
        return List.of(CHAT, GENERATE, EMBED);
    }

    @Override
    public Intent intent(Operation operation, byte[] body) {
        RequestFacts facts = new RequestFacts(body);
        return operation.equals(EMBED)
                ? new EmbedRequest(facts).read(operation, model -> new PictureTokens(0, 0))
                : new OllamaRequest(facts).read(operation, model -> OllamaRequest.PICTURE);
    }

    @Override
    public UsageReader reader(Intent intent, UsageReader.Answer answer) {
        OllamaMeter meter = new OllamaMeter(intent);
        return intent.streaming()
                ? UsageReaders.piecewise(intent, answer, meter, false)
                : UsageReaders.of(intent, answer, meter, false);
    }

    /** Ollama's errors are a bare text. */
    @Override
    public byte[] error(Denial denial, String requestId) {
        return DenialJson.object(json -> {
            json.writeStringProperty("error", denial.message());
            json.writeStringProperty("code", denial.code().code());
            DenialJson.tollgate(json, denial, requestId);
            DenialJson.whatFits(json, denial);
        });
    }

    @Override
    public byte[] errorEvent(Operation operation, Denial denial, String requestId) {
        return error(denial, requestId);
    }

    /** Ollama tells of no limits. */
    @Override
    public Map<String, String> limitHeaders(Standing standing, Instant now) {
        return Map.of();
    }
}

package dev.tollgate.simulator.provider;

import java.util.List;
import java.util.Map;

/** {@code POST /v1/embeddings}. */
final class OpenAiEmbeddings {

    private OpenAiEmbeddings() {}

    static Answer answer(Asked asked) {
        // The SDKs ask for base64 by themselves and must get what they ask for: four floats, 1, 0, 0, 0.
        Object vector = asked.body().path("encoding_format").asString("float").equals("base64")
                ? "AACAPwAAAAAAAAAAAAAAAA=="
                : List.of(1, 0, 0, 0);
        Map<String, Object> body = Json.object(
                "object", "list",
                "data", List.of(Json.object("object", "embedding", "index", 0, "embedding", vector)),
                "model", asked.model());
        if (asked.reportsUsage()) {
            body.put("usage", Json.object("prompt_tokens", asked.input(), "total_tokens", asked.input()));
        }
        return Answer.json(200, Json.write(body));
    }
}

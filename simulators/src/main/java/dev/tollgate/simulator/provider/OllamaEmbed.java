package dev.tollgate.simulator.provider;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Ollama's embeddings: the same short vector for every text. */
final class OllamaEmbed implements WireFormat {
    @Override
    public String path() {
        return "/api/embed";
    }

    @Override
    public ProviderErrors errors() {
        return ProviderErrors.OLLAMA;
    }

    @Override
    public Answer answer(ProviderCall call) {
        JsonNode input = call.body().path("input");
        ObjectNode body = Json.object().put("model", call.model());
        ArrayNode vectors = body.putArray("embeddings");
        for (int i = 0; i < (input.isArray() ? input.size() : 1); i++) {
            vectors.addArray().add(1).add(0);
        }
        UsageReport report = call.script().usage();
        if (report != UsageReport.MISSING) {
            report.write(
                    body,
                    "prompt_eval_count",
                    call.script().input().counted(call.words()).total());
        }
        return Answer.json(body);
    }
}

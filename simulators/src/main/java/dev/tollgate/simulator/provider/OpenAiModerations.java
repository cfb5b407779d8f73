package dev.tollgate.simulator.provider;

import tools.jackson.databind.node.ObjectNode;

/** OpenAI Moderations: nothing is ever flagged. Its requests may leave the model out. */
final class OpenAiModerations implements WireFormat {
    private static final String[] CATEGORIES = {
        "harassment",
        "harassment/threatening",
        "hate",
        "hate/threatening",
        "illicit",
        "illicit/violent",
        "self-harm",
        "self-harm/instructions",
        "self-harm/intent",
        "sexual",
        "sexual/minors",
        "violence",
        "violence/graphic"
    };

    @Override
    public String path() {
        return "/v1/moderations";
    }

    @Override
    public ProviderErrors errors() {
        return ProviderErrors.OPENAI;
    }

    @Override
    public Answer answer(ProviderCall call) {
        ObjectNode body = Json.object().put("id", Json.id("modr-")).put("model", call.model());
        ObjectNode result = body.putArray("results").addObject().put("flagged", false);
        ObjectNode categories = result.putObject("categories");
        ObjectNode scores = result.putObject("category_scores");
        ObjectNode types = result.putObject("category_applied_input_types");
        for (String category : CATEGORIES) {
            categories.put(category, false);
            scores.put(category, 0);
            types.putArray(category);
        }
        return Answer.json(body);
    }
}

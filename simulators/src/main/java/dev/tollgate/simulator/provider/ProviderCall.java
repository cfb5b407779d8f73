package dev.tollgate.simulator.provider;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/** A request that reached a wire format: its JSON body, the model name as asked, and the script that applies to it. */
record ProviderCall(JsonNode body, String model, boolean streams, Script script) {
    private static final String[] PROMPTS = {
        "messages",
        "system",
        "instructions",
        "input",
        "prompt",
        "tools",
        "contents",
        "systemInstruction",
        "content",
        "requests"
    };

    static ProviderCall of(JsonNode body, Script base) {
        // OpenAI's moderations have a model of their own for those who name none.
        boolean moderation = body.has("input") && !body.has("model") && body.size() == 1;
        String model =
                moderation ? "omni-moderation-latest" : body.path("model").asString("");
        if (model.isEmpty()) {
            throw new BadRequest("The request has no model. Name one in the field 'model'.");
        }
        return of(body, model, body.path("stream").asBoolean(false), base);
    }

    /** A call whose path names the model, and says whether it streams. */
    static ProviderCall of(JsonNode body, String model, boolean streams, Script base) {
        return new ProviderCall(body, model, streams, ScriptReader.forModel(model, base));
    }

    /** The first of these fields that holds a number, else no bound. */
    long bound(String... fields) {
        for (String field : fields) {
            if (body.path(field).isIntegralNumber()) {
                return Math.max(0, body.path(field).longValue());
            }
        }
        return Reply.UNBOUNDED;
    }

    /** The words in the texts of the prompt (messages, system, instructions, input, prompt, tools), without roles and types. */
    long words() {
        long words = 0;
        for (String field : PROMPTS) {
            words += words(body.path(field));
        }
        return words;
    }

    private static long words(JsonNode node) {
        if (node.isString()) {
            return words(node.stringValue());
        }
        if (node.isNumber()) {
            return 1;
        }
        long words = 0;
        if (node.isObject()) {
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                if (!field.getKey().equals("role") && !field.getKey().equals("type")) {
                    words += words(field.getValue());
                }
            }
        } else {
            for (JsonNode item : node) {
                words += words(item);
            }
        }
        return words;
    }

    static long words(String text) {
        long words = 0;
        boolean inWord = false;
        for (int i = 0; i < text.length(); i++) {
            boolean letter = !Character.isWhitespace(text.charAt(i));
            words += letter && !inWord ? 1 : 0;
            inWord = letter;
        }
        return words;
    }
}

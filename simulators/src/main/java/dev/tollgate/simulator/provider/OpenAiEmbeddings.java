package dev.tollgate.simulator.provider;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * OpenAI Embeddings. The vector of a text follows from its characters, so that equal texts have equal vectors; its
 * length is {@code dimensions}, else 8.
 */
final class OpenAiEmbeddings implements WireFormat {
    private static final int DIMENSIONS = 8;
    private static final int MOST_DIMENSIONS = 4096;
    private static final float SCALE = 1 << 24;

    @Override
    public String path() {
        return "/v1/embeddings";
    }

    @Override
    public ProviderErrors errors() {
        return ProviderErrors.OPENAI;
    }

    @Override
    public Answer answer(ProviderCall call) {
        JsonNode input = call.body().path("input");
        if (!input.isString() && !input.isArray()) {
            throw new BadRequest("'input' is a text, a list of texts, or tokens.");
        }
        boolean many = input.isArray() && !input.path(0).isNumber();
        ObjectNode body = Json.object().put("object", "list");
        ArrayNode data = body.putArray("data");
        for (int i = 0; i < (many ? input.size() : 1); i++) {
            ObjectNode item = data.addObject().put("object", "embedding").put("index", i);
            writeVector(call, many ? input.path(i) : input, item);
        }
        body.put("model", call.model());
        UsageReport report = call.script().usage();
        if (report != UsageReport.MISSING) {
            ObjectNode usage = body.putObject("usage");
            long tokens = call.script().input().counted(call.words()).total();
            report.write(usage, "prompt_tokens", tokens);
            report.write(usage, "total_tokens", tokens);
        }
        return Answer.json(body);
    }

    private static void writeVector(ProviderCall call, JsonNode input, ObjectNode item) {
        int size = Math.min(
                MOST_DIMENSIONS, Math.max(1, call.body().path("dimensions").asInt(DIMENSIONS)));
        float[] vector = new float[size];
        int hash = input.toString().hashCode();
        for (int i = 0; i < size; i++) {
            hash = hash * 1_664_525 + 1_013_904_223;
            vector[i] = (hash >> 8) / SCALE;
        }
        if (call.body().path("encoding_format").asString("float").equals("base64")) {
            ByteBuffer bytes = ByteBuffer.allocate(size * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
            bytes.asFloatBuffer().put(vector);
            item.put("embedding", Base64.getEncoder().encodeToString(bytes.array()));
        } else {
            ArrayNode numbers = item.putArray("embedding");
            for (float number : vector) {
                numbers.add(number);
            }
        }
    }
}

package dev.tollgate.simulator.provider;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * OpenAI Images: generations, and edits by a form. Models called {@code gpt-image…} tell the tokens of their script, all
 * others nothing. The pictures are no pictures.
 */
record OpenAiImages(String path, String event) implements WireFormat {
    private static final String PICTURE =
            Base64.getEncoder().encodeToString("not a picture".getBytes(StandardCharsets.UTF_8));

    static final OpenAiImages GENERATIONS = new OpenAiImages("/v1/images/generations", "image_generation");
    static final OpenAiImages EDITS = new OpenAiImages("/v1/images/edits", "image_edit");

    @Override
    public ProviderErrors errors() {
        return ProviderErrors.OPENAI;
    }

    @Override
    public Answer answer(ProviderCall call) {
        if (!call.body().path("prompt").isString()) {
            throw new BadRequest("Missing required parameter: 'prompt'.");
        }
        return call.streams() ? Answer.stream(events(call)) : Answer.json(body(call));
    }

    private static boolean tells(ProviderCall call) {
        return call.model().startsWith("gpt-image") && call.script().usage() != UsageReport.MISSING;
    }

    private static ObjectNode body(ProviderCall call) {
        ObjectNode body = Json.object().put("created", Instant.now().getEpochSecond());
        ArrayNode data = body.putArray("data");
        for (int i = 0; i < Math.max(1, call.body().path("n").asInt(1)); i++) {
            data.addObject().put("b64_json", PICTURE);
        }
        if (tells(call)) {
            body.put("size", call.body().path("size").asString("1024x1024"));
            body.put("quality", "medium").put("background", "opaque").put("output_format", "png");
            body.set("usage", usage(call));
        }
        return body;
    }

    private static ObjectNode usage(ProviderCall call) {
        long words = ProviderCall.words(call.body().path("prompt").asString(""));
        Reply reply = Reply.of(call, Reply.UNBOUNDED);
        long input = call.script().input().counted(words).total();
        UsageReport report = call.script().usage();
        ObjectNode usage = Json.object();
        report.write(usage, "input_tokens", input);
        report.write(usage, "output_tokens", reply.output().total());
        report.write(usage, "total_tokens", input + reply.output().total());
        ObjectNode details = usage.putObject("input_tokens_details");
        report.write(details, "text_tokens", input);
        report.write(details, "image_tokens", 0);
        return usage;
    }

    private List<Frame> events(ProviderCall call) {
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < call.body().path("partial_images").asInt(0); i++) {
            frames.add(Frame.paced(
                    Json.event(picture(call, event + ".partial_image").put("partial_image_index", i))));
        }
        ObjectNode last = picture(call, event + ".completed");
        if (tells(call)) {
            last.set("usage", usage(call));
        }
        frames.add(Frame.paced(Json.event(last)));
        return frames;
    }

    private static ObjectNode picture(ProviderCall call, String type) {
        return Json.object()
                .put("type", type)
                .put("b64_json", PICTURE)
                .put("created_at", Instant.now().getEpochSecond())
                .put("size", call.body().path("size").asString("1024x1024"))
                .put("quality", "medium")
                .put("background", "opaque")
                .put("output_format", "png");
    }
}

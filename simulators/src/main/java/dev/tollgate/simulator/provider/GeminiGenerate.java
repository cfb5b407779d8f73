package dev.tollgate.simulator.provider;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gemini: {@code :generateContent}, {@code :streamGenerateContent} as events ({@code ?alt=sse}) or as a JSON array,
 * {@code :countTokens}, {@code :embedContent} and {@code :batchEmbedContents}. The path names the model.
 */
final class GeminiGenerate implements WireFormat {
    private static final Pattern PATH =
            Pattern.compile("(/v1(?:beta)?/models/([^/?:]+):([A-Za-z]+))(?:\\?(.*))?", Pattern.DOTALL);

    private final String path;
    private final String model;
    private final String verb;
    private final boolean events;

    private GeminiGenerate(Matcher uri) {
        path = uri.group(1);
        model = uri.group(2);
        verb = uri.group(3);
        events = uri.group(4) != null && List.of(uri.group(4).split("&")).contains("alt=sse");
    }

    /** The API that this path, with its query, is one of; empty if it is none of Gemini's. */
    static Optional<WireFormat> at(String uri) {
        Matcher matcher = PATH.matcher(uri);
        return matcher.matches() ? Optional.of(new GeminiGenerate(matcher)) : Optional.empty();
    }

    @Override
    public String path() {
        return path;
    }

    @Override
    public ProviderErrors errors() {
        return ProviderErrors.GEMINI;
    }

    @Override
    public ProviderCall call(JsonNode body, Script base) {
        return ProviderCall.of(body, model, verb.equals("streamGenerateContent"), base);
    }

    @Override
    public Answer answer(ProviderCall call) {
        switch (verb) {
            case "generateContent", "streamGenerateContent" -> {
                return generated(call);
            }
            case "countTokens" -> {
                return Answer.json(Json.object().put("totalTokens", Math.max(1, call.words())));
            }
            case "embedContent" -> {
                ObjectNode body = Json.object();
                values(body.putObject("embedding"));
                return Answer.json(withPrompt(call, body));
            }
            case "batchEmbedContents" -> {
                ObjectNode body = Json.object();
                ArrayNode embeddings = body.putArray("embeddings");
                call.body().path("requests").forEach(request -> values(embeddings.addObject()));
                return Answer.json(withPrompt(call, body));
            }
            default -> throw new BadRequest("The simulator has no verb " + verb + ".");
        }
    }

    private static void values(ObjectNode embedding) {
        embedding.putArray("values").add(1).add(0);
    }

    private static ObjectNode withPrompt(ProviderCall call, ObjectNode body) {
        Reply reply = Reply.of(call, Reply.UNBOUNDED);
        if (call.script().usage() != UsageReport.MISSING) {
            call.script()
                    .usage()
                    .write(
                            body.putObject("usageMetadata"),
                            "promptTokenCount",
                            reply.input().total());
        }
        return body;
    }

    private Answer generated(ProviderCall call) {
        if (!call.body().path("contents").isArray()) {
            throw new BadRequest("* GenerateContentRequest.contents: contents is not specified");
        }
        JsonNode bound = call.body().path("generationConfig").path("maxOutputTokens");
        Reply reply = Reply.of(call, bound.isIntegralNumber() ? Math.max(0, bound.longValue()) : Reply.UNBOUNDED);
        if (!call.streams()) {
            return Answer.json(chunk(call, reply, reply.text(), reply.output().total(), true));
        }
        List<byte[]> chunks = chunks(call, reply);
        return events ? asEvents(chunks) : asArray(chunks);
    }

    private List<byte[]> chunks(ProviderCall call, Reply reply) {
        List<byte[]> chunks = new ArrayList<>();
        List<String> texts = reply.chunks();
        for (int i = 0; i < texts.size(); i++) {
            boolean last = i == texts.size() - 1 && !reply.failed();
            long soFar = last
                    ? reply.output().total()
                    : Math.min(reply.output().total(), reply.output().reasoning() + i + 1);
            chunks.add(Json.bytes(chunk(call, reply, texts.get(i), soFar, last)));
        }
        if (reply.failed()) {
            chunks.add(Json.bytes(ProviderErrors.GEMINI.body(503, "The simulator was told to fail.")));
        } else if (texts.isEmpty()) {
            chunks.add(Json.bytes(chunk(call, reply, "", reply.output().total(), true)));
        }
        return chunks;
    }

    private static Answer asEvents(List<byte[]> chunks) {
        List<Frame> frames = new ArrayList<>();
        for (byte[] chunk : chunks) {
            frames.add(Frame.paced(joined("data: ", chunk, "\r\n\r\n")));
        }
        return Answer.stream(frames);
    }

    private static Answer asArray(List<byte[]> chunks) {
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < chunks.size(); i++) {
            String before = i == 0 ? "[" : ",\r\n";
            frames.add(Frame.paced(joined(before, chunks.get(i), i == chunks.size() - 1 ? "\n]" : "\n")));
        }
        return new Answer(200, "application/json; charset=UTF-8", true, frames);
    }

    private static byte[] joined(String before, byte[] chunk, String after) {
        return (before + new String(chunk, StandardCharsets.UTF_8) + after).getBytes(StandardCharsets.UTF_8);
    }

    /** Counts are of all chunks so far; thoughts stand beside the answer's tokens, cached ones are within the prompt's. */
    private ObjectNode chunk(ProviderCall call, Reply reply, String text, long output, boolean last) {
        ObjectNode chunk = Json.object();
        ObjectNode candidate = chunk.putArray("candidates").addObject();
        ObjectNode content = candidate.putObject("content");
        content.putArray("parts").addObject().put("text", text);
        content.put("role", "model");
        if (last) {
            candidate.put("finishReason", reply.full() ? "STOP" : "MAX_TOKENS");
        }
        candidate.put("index", 0);
        UsageReport report = call.script().usage();
        if (report != UsageReport.MISSING) {
            ObjectNode usage = chunk.putObject("usageMetadata");
            report.write(usage, "promptTokenCount", reply.input().total());
            report.write(usage, "candidatesTokenCount", output - reply.output().reasoning());
            report.write(usage, "totalTokenCount", reply.input().total() + output);
            if (reply.input().cached() > 0) {
                report.write(usage, "cachedContentTokenCount", reply.input().cached());
            }
            if (reply.output().reasoning() > 0) {
                report.write(usage, "thoughtsTokenCount", reply.output().reasoning());
            }
            usage.put("serviceTier", "standard");
        }
        return chunk.put("modelVersion", model).put("responseId", Json.id("r"));
    }
}

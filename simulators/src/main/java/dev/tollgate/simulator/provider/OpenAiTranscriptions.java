package dev.tollgate.simulator.provider;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * OpenAI Transcriptions and translations, by a form with the sound. Models called {@code whisper…} tell seconds, a
 * thousand bytes each; all others the tokens of their script, as sound. Plain text and subtitles tell nothing.
 */
record OpenAiTranscriptions(String path) implements WireFormat {
    private static final long BYTES_A_SECOND = 1000;

    @Override
    public ProviderErrors errors() {
        return ProviderErrors.OPENAI;
    }

    @Override
    public Answer answer(ProviderCall call) {
        if (!call.body().has("file_bytes")) {
            throw new BadRequest("Missing required parameter: 'file'.");
        }
        Reply reply = Reply.of(call, Reply.UNBOUNDED);
        if (call.streams()) {
            return Answer.stream(events(call, reply));
        }
        String format = call.body().path("response_format").asString("json");
        if (format.equals("text") || format.equals("srt") || format.equals("vtt")) {
            byte[] text = (reply.text() + "\n").getBytes(StandardCharsets.UTF_8);
            return new Answer(200, "text/plain; charset=utf-8", false, List.of(Frame.plain(text)));
        }
        ObjectNode body = Json.object().put("text", reply.text());
        if (call.script().usage() != UsageReport.MISSING) {
            body.set("usage", usage(call, reply));
        }
        return Answer.json(body);
    }

    private static ObjectNode usage(ProviderCall call, Reply reply) {
        UsageReport report = call.script().usage();
        ObjectNode usage = Json.object();
        if (call.model().startsWith("whisper")) {
            usage.put("type", "duration");
            report.write(
                    usage, "seconds", (call.body().path("file_bytes").asLong(0) + BYTES_A_SECOND - 1) / BYTES_A_SECOND);
            return usage;
        }
        long input = reply.input().total();
        usage.put("type", "tokens");
        report.write(usage, "input_tokens", input);
        report.write(usage, "output_tokens", reply.output().total());
        report.write(usage, "total_tokens", input + reply.output().total());
        ObjectNode details = usage.putObject("input_token_details");
        report.write(details, "text_tokens", 0);
        report.write(details, "audio_tokens", input);
        return usage;
    }

    private static List<Frame> events(ProviderCall call, Reply reply) {
        List<Frame> frames = new ArrayList<>();
        for (String text : reply.chunks()) {
            frames.add(Frame.paced(Json.event(
                    Json.object().put("type", "transcript.text.delta").put("delta", text))));
        }
        ObjectNode last = Json.object().put("type", "transcript.text.done").put("text", reply.text());
        if (call.script().usage() != UsageReport.MISSING) {
            last.set("usage", usage(call, reply));
        }
        frames.add(Frame.plain(Json.event(last)));
        return frames;
    }
}

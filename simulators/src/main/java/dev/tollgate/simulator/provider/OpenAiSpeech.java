package dev.tollgate.simulator.provider;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** OpenAI Speech: sound without usage, or events that end in the tokens of the script. The sound is no sound. */
final class OpenAiSpeech implements WireFormat {

    @Override
    public String path() {
        return "/v1/audio/speech";
    }

    @Override
    public ProviderErrors errors() {
        return ProviderErrors.OPENAI;
    }

    @Override
    public Answer answer(ProviderCall call) {
        if (!call.body().path("input").isString()) {
            throw new BadRequest("Missing required parameter: 'input'.");
        }
        Reply reply = Reply.of(call, Reply.UNBOUNDED);
        if (call.body().path("stream_format").asString("audio").equals("sse")) {
            return Answer.stream(events(call, reply));
        }
        List<Frame> sound =
                reply.chunks().stream().map(text -> Frame.paced(bytes(text))).toList();
        return new Answer(200, "audio/mpeg", true, sound);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<Frame> events(ProviderCall call, Reply reply) {
        List<Frame> frames = new ArrayList<>();
        for (String text : reply.chunks()) {
            String sound = Base64.getEncoder().encodeToString(bytes(text));
            frames.add(Frame.paced(
                    Json.event(Json.object().put("type", "speech.audio.delta").put("audio", sound))));
        }
        ObjectNode last = Json.object().put("type", "speech.audio.done");
        UsageReport report = call.script().usage();
        if (report != UsageReport.MISSING) {
            ObjectNode usage = last.putObject("usage");
            report.write(usage, "input_tokens", reply.input().total());
            report.write(usage, "output_tokens", reply.output().total());
            report.write(
                    usage,
                    "total_tokens",
                    reply.input().total() + reply.output().total());
        }
        frames.add(Frame.plain(Json.event(last)));
        return frames;
    }
}

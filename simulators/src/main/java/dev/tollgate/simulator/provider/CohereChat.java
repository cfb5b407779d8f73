package dev.tollgate.simulator.provider;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Cohere's chat, version 2: a message, or its named events from message-start to message-end. */
final class CohereChat implements WireFormat {
    @Override
    public String path() {
        return "/v2/chat";
    }

    @Override
    public ProviderErrors errors() {
        return ProviderErrors.COHERE;
    }

    @Override
    public Answer answer(ProviderCall call) {
        if (!call.body().path("messages").isArray()) {
            throw new BadRequest("invalid request: messages must be an array");
        }
        Reply reply = Reply.of(call, call.bound("max_tokens"));
        return call.streams() ? stream(call, reply) : Answer.json(message(call, reply));
    }

    private static ObjectNode message(ProviderCall call, Reply reply) {
        ObjectNode body = Json.object().put("id", Json.id("")).put("finish_reason", finish(reply));
        ObjectNode message = body.putObject("message").put("role", "assistant");
        message.putArray("content").addObject().put("type", "text").put("text", reply.text());
        usage(call, reply, body);
        return body;
    }

    private static String finish(Reply reply) {
        return reply.full() ? "COMPLETE" : "MAX_TOKENS";
    }

    /** What is billed is less than what was worked on. */
    private static void usage(ProviderCall call, Reply reply, ObjectNode owner) {
        UsageReport report = call.script().usage();
        if (report == UsageReport.MISSING) {
            return;
        }
        ObjectNode usage = owner.putObject("usage");
        ObjectNode billed = usage.putObject("billed_units");
        report.write(billed, "input_tokens", reply.input().total());
        report.write(billed, "output_tokens", reply.output().total());
        ObjectNode tokens = usage.putObject("tokens");
        report.write(tokens, "input_tokens", reply.input().total() + 500);
        report.write(tokens, "output_tokens", reply.output().total() + 3);
    }

    private static Answer stream(ProviderCall call, Reply reply) {
        List<Frame> frames = new ArrayList<>();
        ObjectNode start = Json.object().put("id", Json.id("")).put("type", "message-start");
        start.putObject("delta").putObject("message").put("role", "assistant");
        frames.add(Frame.plain(Json.event(start)));
        for (String text : reply.chunks()) {
            ObjectNode delta = Json.object().put("type", "content-delta").put("index", 0);
            delta.putObject("delta").putObject("message").putObject("content").put("text", text);
            frames.add(Frame.paced(Json.event(delta)));
        }
        ObjectNode end = Json.object().put("type", "message-end");
        ObjectNode delta = end.putObject("delta").put("finish_reason", reply.failed() ? "ERROR" : finish(reply));
        if (reply.failed()) {
            delta.put("error", "The simulator was told to fail.");
        } else {
            usage(call, reply, delta);
        }
        frames.add(Frame.plain(Json.event(end)));
        return Answer.stream(frames);
    }
}

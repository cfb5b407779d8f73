package dev.tollgate.simulator.provider;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Anthropic Messages: a {@code message}, or its named events from message_start to message_stop. */
final class AnthropicMessages implements WireFormat {
    @Override
    public String path() {
        return "/v1/messages";
    }

    @Override
    public ProviderErrors errors() {
        return ProviderErrors.ANTHROPIC;
    }

    @Override
    public Answer answer(ProviderCall call) {
        if (!call.body().path("messages").isArray()) {
            throw new BadRequest("messages: Field required");
        }
        long bound = call.bound("max_tokens");
        if (bound == Reply.UNBOUNDED) {
            throw new BadRequest("max_tokens: Field required");
        }
        Reply reply = Reply.of(call, bound);
        return call.streams() ? stream(call, reply) : Answer.json(message(call, reply));
    }

    private static ObjectNode message(ProviderCall call, Reply reply) {
        ObjectNode message = head(call);
        message.putArray("content").addObject().put("type", "text").put("text", reply.text());
        message.put("stop_reason", stopReason(reply)).putNull("stop_sequence");
        if (call.script().usage() != UsageReport.MISSING) {
            ObjectNode usage = inputUsage(call, reply);
            outputUsage(call, reply, usage);
            message.set("usage", usage.put("service_tier", "standard"));
        }
        return message;
    }

    private static ObjectNode head(ProviderCall call) {
        return Json.object()
                .put("id", Json.id("msg_"))
                .put("type", "message")
                .put("role", "assistant")
                .put("model", call.model());
    }

    private static String stopReason(Reply reply) {
        return reply.full() ? "end_turn" : "max_tokens";
    }

    /** input_tokens leaves the cached and the written tokens out; they stand beside it. */
    private static ObjectNode inputUsage(ProviderCall call, Reply reply) {
        UsageReport report = call.script().usage();
        InputTokens input = reply.input();
        ObjectNode usage = Json.object();
        report.write(usage, "input_tokens", input.uncached());
        report.write(usage, "cache_creation_input_tokens", input.cacheWrite());
        report.write(usage, "cache_read_input_tokens", input.cached());
        ObjectNode written = usage.putObject("cache_creation");
        report.write(written, "ephemeral_5m_input_tokens", input.cacheWrite() - input.cacheWrite1h());
        report.write(written, "ephemeral_1h_input_tokens", input.cacheWrite1h());
        return usage;
    }

    private static void outputUsage(ProviderCall call, Reply reply, ObjectNode usage) {
        UsageReport report = call.script().usage();
        report.write(usage, "output_tokens", reply.output().total());
        if (reply.output().reasoning() > 0) {
            report.write(
                    usage.putObject("output_tokens_details"),
                    "thinking_tokens",
                    reply.output().reasoning());
        }
    }

    private static Answer stream(ProviderCall call, Reply reply) {
        List<Frame> frames = new ArrayList<>();
        frames.add(start(call, reply));
        ObjectNode block = Json.object().put("type", "content_block_start").put("index", 0);
        block.putObject("content_block").put("type", "text").put("text", "");
        frames.add(Frame.plain(Json.event(block)));
        frames.add(Frame.plain(Json.event(Json.object().put("type", "ping"))));
        for (String text : reply.chunks()) {
            ObjectNode delta = Json.object().put("type", "content_block_delta").put("index", 0);
            delta.putObject("delta").put("type", "text_delta").put("text", text);
            frames.add(Frame.paced(Json.event(delta)));
        }
        if (reply.failed()) {
            frames.add(Frame.plain(Json.event(ProviderErrors.ANTHROPIC.body(529, "The simulator was told to fail."))));
            return Answer.stream(frames);
        }
        frames.add(Frame.plain(
                Json.event(Json.object().put("type", "content_block_stop").put("index", 0))));
        frames.add(delta(call, reply));
        frames.add(Frame.plain(Json.event(Json.object().put("type", "message_stop"))));
        return Answer.stream(frames);
    }

    private static Frame start(ProviderCall call, Reply reply) {
        ObjectNode start = Json.object().put("type", "message_start");
        ObjectNode message = head(call);
        message.putArray("content");
        message.putNull("stop_reason").putNull("stop_sequence");
        if (call.script().usage() != UsageReport.MISSING) {
            ObjectNode usage = inputUsage(call, reply);
            call.script()
                    .usage()
                    .write(usage, "output_tokens", Math.min(1, reply.output().total()));
            message.set("usage", usage.put("service_tier", "standard"));
        }
        start.set("message", message);
        return Frame.plain(Json.event(start));
    }

    private static Frame delta(ProviderCall call, Reply reply) {
        ObjectNode delta = Json.object().put("type", "message_delta");
        delta.putObject("delta").put("stop_reason", stopReason(reply)).putNull("stop_sequence");
        if (call.script().usage() != UsageReport.MISSING) {
            outputUsage(call, reply, delta.putObject("usage"));
        }
        return Frame.plain(Json.event(delta));
    }
}

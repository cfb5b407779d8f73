package dev.tollgate.simulator.provider;

import java.time.Instant;
import tools.jackson.databind.node.ObjectNode;

/** OpenAI Responses: a {@code response}, or its named events up to response.completed or response.incomplete. */
final class OpenAiResponses implements WireFormat {
    @Override
    public String path() {
        return "/v1/responses";
    }

    @Override
    public ProviderErrors errors() {
        return ProviderErrors.OPENAI;
    }

    @Override
    public Answer answer(ProviderCall call) {
        Reply reply = Reply.of(call, call.bound("max_output_tokens"));
        String id = Json.id("resp_");
        if (call.streams()) {
            return new OpenAiResponseEvents(call, reply, id, Json.id("msg_")).answer();
        }
        return Answer.json(
                ended(call, reply, id, item(Json.id("msg_"), reply.full() ? "completed" : "incomplete", reply.text())));
    }

    static String status(Reply reply) {
        if (reply.failed()) {
            return "failed";
        }
        return reply.full() ? "completed" : "incomplete";
    }

    /** A response that still runs: no output, no usage. */
    static ObjectNode running(ProviderCall call, String id) {
        ObjectNode response = head(call, id, "in_progress");
        response.putNull("error").putNull("incomplete_details").putArray("output");
        return settings(call, response).putNull("usage");
    }

    /** A response that ended as the reply says, with its output and usage. */
    static ObjectNode ended(ProviderCall call, Reply reply, String id, ObjectNode item) {
        ObjectNode response = head(call, id, status(reply));
        if (reply.failed()) {
            response.putObject("error").put("code", "server_error").put("message", "The simulator was told to fail.");
        } else {
            response.putNull("error");
        }
        if (reply.full()) {
            response.putNull("incomplete_details");
        } else {
            response.putObject("incomplete_details").put("reason", "max_output_tokens");
        }
        response.putArray("output").add(item);
        settings(call, response);
        if (reply.failed()) {
            response.putNull("usage");
        } else if (call.script().usage() != UsageReport.MISSING) {
            response.set("usage", usage(call.script().usage(), reply));
        }
        return response;
    }

    /** The one output item, a message of the assistant. */
    static ObjectNode item(String id, String status, String text) {
        ObjectNode item = Json.object().put("id", id).put("type", "message").put("status", status);
        if (status.equals("in_progress")) {
            item.putArray("content");
        } else {
            item.putArray("content").add(part(text));
        }
        return item.put("role", "assistant");
    }

    static ObjectNode part(String text) {
        ObjectNode part = Json.object().put("type", "output_text");
        part.putArray("annotations");
        part.putArray("logprobs");
        return part.put("text", text);
    }

    private static ObjectNode head(ProviderCall call, String id, String status) {
        return Json.object()
                .put("id", id)
                .put("object", "response")
                .put("created_at", Instant.now().getEpochSecond())
                .put("status", status)
                .put("background", false)
                .put("model", call.model());
    }

    private static ObjectNode settings(ProviderCall call, ObjectNode response) {
        response.putNull("instructions").putNull("previous_response_id").putNull("user");
        response.set(
                "max_output_tokens",
                call.body().path("max_output_tokens").isIntegralNumber()
                        ? call.body().path("max_output_tokens")
                        : response.nullNode());
        response.put("parallel_tool_calls", true)
                .put("store", call.body().path("store").asBoolean(true))
                .put("temperature", 1)
                .put("top_p", 1);
        response.putObject("reasoning").putNull("effort").putNull("summary");
        response.put("service_tier", call.script().serviceTier())
                .put("tool_choice", "auto")
                .put("truncation", "disabled");
        response.putObject("text").putObject("format").put("type", "text");
        response.putArray("tools");
        response.putObject("metadata");
        return response;
    }

    private static ObjectNode usage(UsageReport report, Reply reply) {
        ObjectNode usage = Json.object();
        report.write(usage, "input_tokens", reply.input().total());
        ObjectNode in = usage.putObject("input_tokens_details");
        report.write(in, "cached_tokens", reply.input().cached());
        report.write(in, "cache_write_tokens", reply.input().cacheWrite());
        report.write(usage, "output_tokens", reply.output().total());
        ObjectNode out = usage.putObject("output_tokens_details");
        report.write(out, "reasoning_tokens", reply.output().reasoning());
        report.write(
                usage, "total_tokens", reply.input().total() + reply.output().total());
        return usage;
    }
}

package dev.tollgate.simulator.provider;

import io.netty.handler.codec.http.HttpMethod;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/**
 * Responses of the background: kept by their ids, still running when they are asked for the first time, and over the
 * second time, or when they are cancelled.
 */
final class OpenAiBackground {
    private static final String PATH = "/v1/responses/";
    private static final String CANCEL = "/cancel";
    private static final int MOST = 1000;

    private final Map<String, Kept> kept = new LinkedHashMap<>();

    private record Kept(ProviderCall call, int looks, boolean cancelled) {}

    static boolean asks(ProviderCall call, WireFormat format) {
        return format instanceof OpenAiResponses
                && call.body().path("background").asBoolean(false)
                && !call.streams();
    }

    synchronized Answer begin(ProviderCall call) {
        String id = Json.id("resp_");
        if (kept.size() >= MOST) {
            kept.remove(kept.keySet().iterator().next());
        }
        kept.put(id, new Kept(call, 0, false));
        return Answer.json(
                OpenAiResponses.running(call, id).put("background", true).put("status", "queued"));
    }

    /** Null if it is another path, or nothing is known of the response. */
    synchronized @Nullable Answer look(HttpMethod method, String path) {
        boolean cancels = method.equals(HttpMethod.POST) && path.endsWith(CANCEL);
        if (!path.startsWith(PATH) || !cancels && !method.equals(HttpMethod.GET)) {
            return null;
        }
        String id = path.substring(PATH.length(), path.length() - (cancels ? CANCEL.length() : 0));
        Kept before = kept.get(id);
        if (before == null) {
            return null;
        }
        Kept now = new Kept(before.call(), before.looks() + 1, before.cancelled() || cancels);
        kept.put(id, now);
        return Answer.json(state(now, id));
    }

    private static ObjectNode state(Kept response, String id) {
        ProviderCall call = response.call();
        if (response.cancelled()) {
            return OpenAiResponses.running(call, id).put("background", true).put("status", "cancelled");
        }
        if (response.looks() == 1) {
            return OpenAiResponses.running(call, id).put("background", true);
        }
        Reply reply = Reply.of(call, call.bound("max_output_tokens"));
        ObjectNode item =
                OpenAiResponses.item(Json.id("msg_"), reply.full() ? "completed" : "incomplete", reply.text());
        return OpenAiResponses.ended(call, reply, id, item).put("background", true);
    }
}

package dev.tollgate.simulator.provider;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The events of one streamed response, numbered from 0, the last one with the whole response and its usage. */
final class OpenAiResponseEvents {
    private final ProviderCall call;
    private final Reply reply;
    private final String responseId;
    private final String itemId;
    private final List<Frame> frames = new ArrayList<>();

    OpenAiResponseEvents(ProviderCall call, Reply reply, String responseId, String itemId) {
        this.call = call;
        this.reply = reply;
        this.responseId = responseId;
        this.itemId = itemId;
    }

    Answer answer() {
        add(typed("response.created").set("response", OpenAiResponses.running(call, responseId)));
        add(typed("response.in_progress").set("response", OpenAiResponses.running(call, responseId)));
        add(typed("response.output_item.added")
                .put("output_index", 0)
                .set("item", OpenAiResponses.item(itemId, "in_progress", "")));
        add(inPart("response.content_part.added").set("part", OpenAiResponses.part("")));
        for (String text : reply.chunks()) {
            ObjectNode delta = inPart("response.output_text.delta").put("delta", text);
            delta.putArray("logprobs");
            frames.add(Frame.paced(Json.event(numbered(delta))));
        }
        if (reply.failed()) {
            add(typed("error")
                    .put("code", "server_error")
                    .put("message", "The simulator was told to fail.")
                    .putNull("param"));
        } else {
            finishItem();
        }
        add(typed("response." + OpenAiResponses.status(reply))
                .set("response", OpenAiResponses.ended(call, reply, responseId, item())));
        return Answer.stream(frames);
    }

    private void finishItem() {
        ObjectNode done = inPart("response.output_text.done").put("text", reply.text());
        done.putArray("logprobs");
        add(done);
        add(inPart("response.content_part.done").set("part", OpenAiResponses.part(reply.text())));
        add(typed("response.output_item.done").put("output_index", 0).set("item", item()));
    }

    private ObjectNode item() {
        String status = reply.full() && !reply.failed() ? "completed" : "incomplete";
        return OpenAiResponses.item(itemId, status, reply.text());
    }

    private ObjectNode inPart(String type) {
        return typed(type).put("item_id", itemId).put("output_index", 0).put("content_index", 0);
    }

    private static ObjectNode typed(String type) {
        return Json.object().put("type", type);
    }

    private ObjectNode numbered(ObjectNode event) {
        return event.put("sequence_number", frames.size());
    }

    private void add(ObjectNode event) {
        frames.add(Frame.plain(Json.event(numbered(event))));
    }
}

package dev.tollgate.app.llm;

import dev.langchain4j.data.message.ChatMessage;
import dev.tollgate.admin.problem.Fields;
import dev.tollgate.admin.problem.Problem;
import java.util.List;
import java.util.Optional;

/**
 * What a caller asks, whoever the provider is.
 *
 * @param provider as the caller names it
 * @param model empty: the first that the provider has for the caller
 */
record LlmRequest(
        Optional<String> provider,
        Optional<String> model,
        List<ChatMessage> messages,
        Sampling sampling,
        boolean stream,
        Notes notes) {

    private static final int LONGEST_NAME = 256;

    private static final String[] FIELDS = {
        "provider",
        "model",
        "messages",
        "stream",
        "max_tokens",
        "temperature",
        "top_p",
        "stop",
        "conversationId",
        "source",
        "tags",
        "idempotencyKey"
    };

    /** @throws Problem if it cannot be taken; names the field */
    static LlmRequest of(byte[] body) {
        Values.count(body);
        Fields fields = Fields.of(body, FIELDS);
        return new LlmRequest(
                name(fields, "provider"),
                name(fields, "model"),
                Messages.of(fields.values("messages", Messages.MOST)),
                Sampling.of(fields),
                fields.flag("stream"),
                Notes.of(fields));
    }

    private static Optional<String> name(Fields fields, String field) {
        return fields.text(field, LONGEST_NAME).map(String::strip).filter(name -> !name.isEmpty());
    }
}

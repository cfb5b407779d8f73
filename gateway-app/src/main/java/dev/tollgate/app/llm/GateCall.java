package dev.tollgate.app.llm;

import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.tollgate.filter.gateway.Arrived;
import java.util.List;
import org.springframework.web.server.ServerWebExchange;

/**
 * One call on its way: who asks what of whom.
 *
 * @param exchange the caller's own
 * @param arrived what the gate knows of the caller already
 */
record GateCall(ServerWebExchange exchange, Arrived arrived, LlmRequest request, Target target) {

    ChatRequest chat() {
        List<ChatMessage> messages = request.messages();
        return ChatRequest.builder().messages(messages).build();
    }

    long account() {
        return arrived.caller().account().id();
    }
}

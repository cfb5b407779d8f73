package dev.tollgate.app.llm;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.exception.HttpException;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.tollgate.admin.problem.Problem;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.util.context.ContextView;

/**
 * A chat that is answered in one piece. The model waits for the gate's answer on a thread that may wait. A client that hangs up
 * leaves the gate too, which ends the wait; the thread itself is not interrupted, since it may be in the midst of anything.
 */
final class WholeChat implements HttpClient {

    private final GateCall call;
    private final HandOver gate;
    private final Receipts receipts;
    private final ContextView context;
    private volatile boolean asked;
    private final Sinks.Empty<Void> gone = Sinks.empty();
    private final AtomicReference<@Nullable GateAnswer> answer = new AtomicReference<>();

    WholeChat(GateCall call, HandOver gate, Receipts receipts, ContextView context) {
        this.call = call;
        this.gate = gate;
        this.receipts = receipts;
        this.context = context;
    }

    /** Blocks until the gate has answered; gives what is then to be written. */
    Mono<Void> ask() {
        ChatResponse response;
        try {
            response = call.target()
                    .form()
                    .model(call.target(), call.request().sampling(), new Line(this))
                    .chat(call.chat());
        } catch (RuntimeException failure) {
            return Mono.defer(() -> failed(failure));
        }
        return Mono.defer(() -> answered(response));
    }

    /** The client has hung up. */
    void leave() {
        gone.tryEmitEmpty();
    }

    @Override
    public SuccessfulHttpResponse execute(HttpRequest written) {
        asked = true;
        gate.send(call, written, GateAnswer.into(answer))
                .takeUntilOther(gone.asMono())
                .contextWrite(context)
                .block();
        GateAnswer given = answer.get();
        if (given == null || !given.isSuccess() || GateHeaders.isEstimate(given.headers())) {
            throw new HttpException(given == null ? HttpStatus.BAD_GATEWAY.value() : given.status(), "");
        }
        return SuccessfulHttpResponse.builder()
                .statusCode(given.status())
                .headers(Map.of())
                .body(given.body())
                .build();
    }

    @Override
    public void execute(HttpRequest written, ServerSentEventParser parser, ServerSentEventListener listener) {
        throw new UnsupportedOperationException("a chat in one piece has no events");
    }

    private Mono<Void> answered(ChatResponse told) {
        GateAnswer given = Objects.requireNonNull(answer.get());
        AiMessage message = told.aiMessage();
        String text = message.text();
        AnswerShape shape = new AnswerShape(
                GateHeaders.requestId(given.headers()),
                GateHeaders.provider(given.headers()).orElse(call.target().provider()),
                GateHeaders.model(given.headers())
                        .orElseGet(() -> Objects.requireNonNullElse(
                                told.modelName(), call.target().model())));
        return receipts.of(call.account(), given.headers(), told.tokenUsage())
                .map(spent -> shape.whole(text == null ? "" : text, told.finishReason(), spent))
                .flatMap(body -> GateAnswer.write(response(), given.headers(), MediaType.APPLICATION_JSON, body));
    }

    private Mono<Void> failed(RuntimeException failure) {
        GateAnswer given = answer.get();
        if (given == null) {
            return Mono.error(asked ? failure : notAsked(failure));
        }
        return given.tell(response());
    }

    /** Of a call that the gate has not heard of: LangChain4j does not take the messages for this provider. */
    static RuntimeException notAsked(RuntimeException failure) {
        return failure instanceof IllegalArgumentException || failure instanceof UnsupportedFeatureException
                ? Problem.badField("messages", "cannot be put to this provider in this order or form.")
                : failure;
    }

    private ServerHttpResponse response() {
        return call.exchange().getResponse();
    }
}

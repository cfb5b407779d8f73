package dev.tollgate.simulator.provider;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The simulator's own endpoints, for scripting from another process: {@code PUT /simulator/script} (stays), {@code POST}
 * (the next call only, after those posted before), {@code DELETE} (back to plain), {@code GET|DELETE
 * /simulator/requests}.
 */
final class ControlApi {
    static final String PREFIX = "/simulator/";

    private final Scripts scripts;
    private final RequestLog log;

    ControlApi(Scripts scripts, RequestLog log) {
        this.scripts = scripts;
        this.log = log;
    }

    Publisher<Void> answer(HttpServerRequest request, byte[] body, HttpServerResponse response) {
        try {
            return switch (request.method().name() + " " + ReceivedRequest.pathOf(request)) {
                case "PUT /simulator/script" -> {
                    scripts.stand(ScriptReader.read(Json.read(body)));
                    yield noContent(response);
                }
                case "POST /simulator/script" -> {
                    scripts.enqueue(List.of(ScriptReader.read(Json.read(body))));
                    yield noContent(response);
                }
                case "DELETE /simulator/script" -> {
                    scripts.reset();
                    yield noContent(response);
                }
                case "GET /simulator/requests" -> AnswerWriter.write(
                        response, Answer.json(200, Json.bytes(requests())), Map.of(), Script.DEFAULT);
                case "DELETE /simulator/requests" -> {
                    log.clear();
                    yield noContent(response);
                }
                default -> refuse(
                        response,
                        404,
                        "The simulator has PUT, POST and DELETE /simulator/script, and GET and"
                                + " DELETE /simulator/requests.");
            };
        } catch (BadRequest | IllegalArgumentException e) {
            return refuse(response, 400, String.valueOf(e.getMessage()));
        }
    }

    private ArrayNode requests() {
        ArrayNode all = JsonNodeFactory.instance.arrayNode();
        for (ReceivedRequest request : log.received()) {
            ObjectNode one = all.addObject().put("method", request.method()).put("path", request.uri());
            ObjectNode headers = one.putObject("headers");
            request.headers().forEach(headers::put);
            one.put("body", request.body());
        }
        return all;
    }

    private static Publisher<Void> noContent(HttpServerResponse response) {
        return response.status(204).send();
    }

    private static Publisher<Void> refuse(HttpServerResponse response, int status, String message) {
        return response.status(status)
                .header("content-type", "text/plain; charset=utf-8")
                .sendByteArray(Mono.just(message.getBytes(StandardCharsets.UTF_8)));
    }
}

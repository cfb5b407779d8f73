package dev.tollgate.filter.gateway;

import dev.tollgate.filter.Call;
import dev.tollgate.filter.CreditGate;
import dev.tollgate.filter.Estimate;
import dev.tollgate.filter.Ticket;
import dev.tollgate.filter.denial.Decision;
import dev.tollgate.filter.dialect.json.DenialJson;
import dev.tollgate.pricing.Charge;
import java.math.BigDecimal;
import java.util.Locale;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;
import tools.jackson.core.JsonGenerator;

/** Answers what a call can cost. */
final class Estimates {

    private final CreditGate gate;

    Estimates(CreditGate gate) {
        this.gate = gate;
    }

    Mono<Void> answer(ServerWebExchange exchange, Call call, DenialWriter denials) {
        return gate.estimate(call)
                .onErrorResume(bug -> Mono.just(Decision.deny(Reception.internalError(call.id(), bug))))
                .flatMap(decision -> decision.fold(
                        estimate -> write(exchange, estimate, denials), denial -> denials.write(exchange, denial)));
    }

    private static Mono<Void> write(ServerWebExchange exchange, Estimate estimate, DenialWriter denials) {
        byte[] body = DenialJson.object(json -> estimate(json, estimate));
        ServerHttpResponse response = exchange.getResponse();
        HttpHeaders headers = response.getHeaders();
        headers.setContentType(MediaType.APPLICATION_JSON);
        headers.setContentLength(body.length);
        headers.set(AnswerHeaders.X_REQUEST_ID, denials.requestId().toString());
        headers.set(AnswerHeaders.REQUEST_ID, denials.requestId().toString());
        headers.set("tollgate-dry-run", "true");
        denials.tellLimits(headers);
        return response.writeWith(
                Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
    }

    private static void estimate(JsonGenerator json, Estimate estimate) {
        Ticket ticket = estimate.ticket();
        json.writeStringProperty("model", ticket.intent().model());
        json.writeStringProperty("provider", ticket.provider().name());
        json.writeStringProperty("operation", ticket.call().operation().name());
        json.writeStringProperty("keyMode", ticket.providerKey().mode());
        json.writeStringProperty("priceVersion", estimate.most().priceVersion());
        json.writeNumberProperty("inputTokens", estimate.inputTokens());
        json.writeNumberProperty("outputTokens", estimate.outputTokens());
        charge(json, "least", estimate.least());
        charge(json, "most", estimate.most());
        json.writeStringProperty(
                "remainingCredits", estimate.funds().available().toString());
        json.writeBooleanProperty("affordable", estimate.affordable());
        estimate.maxTokens().ifPresent(most -> json.writeNumberProperty("maxTokens", most));
    }

    private static void charge(JsonGenerator json, String name, Charge charge) {
        json.writeObjectPropertyStart(name);
        json.writeStringProperty("credits", charge.credits().toString());
        charge.usd().ifPresent(usd -> json.writeStringProperty("usd", plain(usd)));
        json.writeArrayPropertyStart("lines");
        charge.lines().forEach(line -> {
            json.writeStartObject();
            json.writeStringProperty("kind", line.kind());
            json.writeStringProperty("model", line.model());
            json.writeNumberProperty("quantity", line.quantity());
            json.writeStringProperty("unitPrice", plain(line.unitPrice()));
            json.writeNumberProperty("per", line.per());
            json.writeStringProperty("currency", line.currency().name().toLowerCase(Locale.ROOT));
            json.writeStringProperty("credits", plain(line.credits()));
            json.writeEndObject();
        });
        json.writeEndArray();
        json.writeEndObject();
    }

    private static String plain(BigDecimal amount) {
        return amount.stripTrailingZeros().toPlainString();
    }
}

package dev.tollgate.filter.gateway;

import dev.tollgate.filter.Call;
import dev.tollgate.filter.CreditGate;
import dev.tollgate.filter.Estimate;
import dev.tollgate.filter.Ticket;
import dev.tollgate.filter.denial.Decision;
import dev.tollgate.filter.dialect.json.JsonText;
import dev.tollgate.pricing.Charge;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

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
        byte[] body = JsonText.of(shown(estimate));
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

    private static Map<String, Object> shown(Estimate estimate) {
        Ticket ticket = estimate.ticket();
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("model", ticket.intent().model());
        shown.put("provider", ticket.provider().name());
        if (!ticket.fallbackModels().isEmpty()) {
            shown.put("fallbacks", ticket.fallbackModels());
        }
        shown.put("operation", ticket.call().operation().name());
        shown.put("keyMode", ticket.providerKey().mode());
        shown.put("priceVersion", estimate.most().priceVersion());
        shown.put("inputTokens", estimate.inputTokens());
        shown.put("outputTokens", estimate.outputTokens());
        shown.put("least", shown(estimate.least()));
        shown.put("most", shown(estimate.most()));
        shown.put("remainingCredits", estimate.funds().available());
        shown.put("affordable", estimate.affordable());
        estimate.maxTokens().ifPresent(most -> shown.put("maxTokens", most));
        return shown;
    }

    private static Map<String, Object> shown(Charge charge) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("credits", charge.credits());
        charge.usd().ifPresent(usd -> shown.put("usd", plain(usd)));
        shown.put("lines", charge.lines().stream().map(Estimates::shown).toList());
        return shown;
    }

    private static Map<String, Object> shown(Charge.Line line) {
        Map<String, Object> shown = new LinkedHashMap<>();
        shown.put("kind", line.kind());
        shown.put("model", line.model());
        shown.put("quantity", line.quantity());
        shown.put("unitPrice", plain(line.unitPrice()));
        shown.put("per", line.per());
        shown.put("currency", line.currency().name().toLowerCase(Locale.ROOT));
        shown.put("credits", plain(line.credits()));
        return shown;
    }

    private static String plain(BigDecimal amount) {
        return amount.stripTrailingZeros().toPlainString();
    }
}

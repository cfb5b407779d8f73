package dev.tollgate.filter.gateway;

import dev.tollgate.filter.Admission;
import dev.tollgate.filter.Call;
import dev.tollgate.filter.CreditGate;
import dev.tollgate.filter.Ticket;
import dev.tollgate.filter.denial.Decision;
import dev.tollgate.filter.denial.Denial;
import dev.tollgate.filter.denial.DenialCode;
import dev.tollgate.filter.dialect.Dialects;
import dev.tollgate.filter.limit.Visit;
import java.util.Objects;
import org.springframework.cloud.gateway.filter.GatewayFilter;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.NettyWriteResponseFilter;
import org.springframework.cloud.gateway.filter.OrderedGatewayFilter;
import org.springframework.cloud.gateway.filter.factory.AbstractGatewayFilterFactory;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * The filter {@code Credits}: admits each call of a route to the gate, forwards it with the provider's key, meters the
 * answer and settles the call before the answer ends.
 *
 * <p>From admission on, the work runs on a subscription of its own: a client that leaves is noticed, but does not cancel
 * it, because a hold was placed that must be settled.
 */
public final class CreditsGatewayFilterFactory
        extends AbstractGatewayFilterFactory<CreditsGatewayFilterFactory.Config> {

    /** Before the filter that writes the response, so that it writes to the metered one. */
    public static final int ORDER = NettyWriteResponseFilter.WRITE_RESPONSE_FILTER_ORDER - 1;

    /** The dialect of an answer to nobody in particular. */
    private static final String FALLBACK = "openai";

    private final CreditGate gate;
    private final Dialects dialects;
    private final Forwarding forwarding;
    private final Reception reception;
    private final Estimates estimates;
    private final Visitors visitors;
    private final ServicePaths services;
    private final Repeats repeats;

    public CreditsGatewayFilterFactory(
            CreditGate gate,
            Dialects dialects,
            ServicePaths services,
            Forwarding forwarding,
            Reception reception,
            Repeats repeats,
            Visitors visitors) {
        super(Config.class);
        this.gate = gate;
        this.dialects = dialects;
        this.forwarding = forwarding;
        this.reception = reception;
        this.repeats = repeats;
        this.estimates = new Estimates(gate);
        this.visitors = visitors;
        this.services = services;
    }

    /** This version has no settings of its own. */
    public record Config() {}

    @Override
    public Config newConfig() {
        return new Config();
    }

    @Override
    public GatewayFilter apply(Config config) {
        return new OrderedGatewayFilter(this::filter, ORDER);
    }

    private Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        String path = exchange.getRequest().getPath().value();
        return dialects.match(path, query(exchange))
                .or(() -> services.match(exchange.getRequest()))
                .map(match -> filter(exchange, chain, match))
                // A route matches the decoded path; what needs decoding, or has parameters, is not one of ours.
                .orElseGet(() -> visitors.denials(dialects.named(FALLBACK))
                        .write(
                                exchange,
                                new Denial.Invalid(DenialCode.UNKNOWN_PATH, "There is nothing at " + path + ".")));
    }

    private Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain, Dialects.Match match) {
        Visit visit = Arrived.at(exchange).map(Arrived::visit).orElseGet(() -> visitors.visit(exchange.getRequest()));
        DenialWriter denials = visitors.denials(RequestId.next(), match.dialect(), visit);
        return reception
                .receive(exchange, match, denials.requestId(), visit)
                .flatMap(received -> received.fold(
                        call -> call.wishes().dryRun()
                                ? estimates.answer(exchange, call, denials)
                                : Detached.run(client ->
                                        permit(call, new Passage(exchange, chain, denials, client, Making.UNNAMED))),
                        denial -> denials.write(exchange, denial)));
    }

    private static String query(ServerWebExchange exchange) {
        return Objects.requireNonNullElse(exchange.getRequest().getURI().getRawQuery(), "");
    }

    private Mono<Void> permit(Call call, Passage passage) {
        return gate.permit(call)
                .onErrorResume(bug -> Mono.just(Decision.deny(Reception.internalError(call.id(), bug))))
                .flatMap(decision -> decision.fold(
                        ticket -> repeats.once(ticket, passage, named -> admit(ticket, named)), passage::deny));
    }

    private Mono<Void> admit(Ticket ticket, Passage passage) {
        return gate.admit(ticket)
                .onErrorResume(bug -> Mono.just(
                        Decision.deny(Reception.internalError(ticket.call().id(), bug))))
                .flatMap(decision -> decision.fold(
                        admission -> forward(admission, passage),
                        denial -> passage.making().free().then(passage.deny(denial))));
    }

    private Mono<Void> forward(Admission admission, Passage passage) {
        Mono<Void> forwarded = passage.making()
                .begin(admission)
                .thenReturn(true)
                .onErrorReturn(false)
                .flatMap(begun -> forward(admission, passage, begun));
        return Mono.usingWhen(Mono.just(passage.making()), making -> forwarded, making -> making.over(admission));
    }

    private Mono<Void> forward(Admission admission, Passage passage, boolean begun) {
        if (passage.client().left()) {
            return admission.abandon(Endings.clientLeftEarly()).then();
        }
        return begun && !passage.making().isLate()
                ? forwarding.forward(admission, passage)
                : admission
                        .abandon(Endings.unreachable())
                        .then(Mono.defer(() -> passage.making().over(admission)))
                        .then(passage.deny(Denial.Unavailable.LEDGER));
    }
}

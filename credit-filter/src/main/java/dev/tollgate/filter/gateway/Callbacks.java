package dev.tollgate.filter.gateway;

import dev.tollgate.filter.Admission;
import dev.tollgate.filter.Ticket;
import dev.tollgate.filter.dialect.ServiceCall;
import dev.tollgate.filter.dialect.UsageReport;
import dev.tollgate.filter.dialect.service.CallbackTerms;
import dev.tollgate.ledger.usage.AwaitedCallbacks;
import dev.tollgate.ledger.usage.Basis;
import dev.tollgate.pricing.Measure;
import dev.tollgate.pricing.Usage;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import reactor.core.publisher.Mono;

/**
 * Calls whose provider tells by a request of its own that they are over: each has an address of its own, with a secret in
 * it of which the database has only the hash.
 */
public final class Callbacks {

    static final String PATH = "/callbacks/";

    private static final int SECRET_BYTES = 32;
    private static final Base64.Encoder TEXT = Base64.getUrlEncoder().withoutPadding();

    /** Of what is not told in time: nobody knows how long it takes. */
    private static final Duration LONGEST = Duration.ofHours(24);

    private final AwaitedCallbacks awaited;
    private final String publicUrl;
    private final SecureRandom random = new SecureRandom();

    /** @param publicUrl by which providers reach this gateway, without a slash at its end; empty: they do not */
    public Callbacks(AwaitedCallbacks awaited, String publicUrl) {
        this.awaited = awaited;
        this.publicUrl = publicUrl;
    }

    /** Empty if no provider could call the address. */
    String newToken() {
        if (publicUrl.isEmpty()) {
            return "";
        }
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        return TEXT.encodeToString(secret);
    }

    String address(String token) {
        return publicUrl + PATH + token;
    }

    /** The call of a token; empty if there is none. */
    Mono<AwaitedCallbacks.Awaited> find(String token) {
        return awaited.find(hash(token));
    }

    /**
     * Writes down what is needed to settle the call, and what it costs if nothing is heard of it, before it is made. Does
     * nothing for calls that their answers end.
     */
    Mono<Void> begin(Admission admission) {
        Ticket ticket = admission.ticket();
        return Mono.justOrEmpty(ticket.intent().service().filter(ServiceCall::isCalledBack))
                .flatMap(call -> begin(admission, ticket, call));
    }

    private Mono<Void> begin(Admission admission, Ticket ticket, ServiceCall call) {
        CallbackTerms terms = CallbackTerms.of(
                call,
                ticket.call().at(),
                ticket.subject(),
                ticket.call().tags(),
                ticket.rate().orElseThrow());
        AwaitedCallbacks.Awaited kept = new AwaitedCallbacks.Awaited(
                ticket.call().id(), ticket.call().caller().account().id(), terms.text());
        return awaited.keep(hash(call.token()), kept, longest(terms), admission.await(unheard(ticket, terms)))
                .flatMap(open ->
                        open ? Mono.empty() : Mono.error(new IllegalStateException("its hold is not open any more")));
    }

    private static UsageReport unheard(Ticket ticket, CallbackTerms terms) {
        return terms.callback().silenceIsCharged()
                ? ticket.worst()
                : new UsageReport(Basis.NONE, Usage.NONE, List.of(), null, null);
    }

    private static Duration longest(CallbackTerms terms) {
        Measure measure = terms.rate().measure();
        Duration most = measure.isTime() ? Duration.ofSeconds(terms.most()) : LONGEST;
        return most.plus(terms.callback().grace());
    }

    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.US_ASCII));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }
}

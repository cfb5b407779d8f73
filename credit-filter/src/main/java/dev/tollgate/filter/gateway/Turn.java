package dev.tollgate.filter.gateway;

import dev.tollgate.filter.Admission;
import dev.tollgate.filter.Ending;
import dev.tollgate.filter.Ticket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;

/**
 * One attempt of a call at one provider, and whether another one follows it: only while its client has heard nothing and waits,
 * and only for what is the provider's trouble. What may have done its work is tried elsewhere only where the operator takes that
 * on, and once in a call: the provider may bill it, and nobody else pays for it. An answer that is not streamed begins when its
 * work is over, so a provider that is silent until then most likely works; such a call stays where it is.
 */
final class Turn {

    private static final Logger log = LoggerFactory.getLogger(Turn.class);

    private static final int TOO_MANY_REQUESTS = 429;
    private static final int LOWEST_FAULT = 500;
    private static final int HIGHEST_FAULT = 599;

    private final Admission admission;
    private final Passage passage;
    private final Ticket ticket;
    private final ServerWebExchange exchange;

    Turn(Admission admission, Passage passage) {
        this.admission = admission;
        this.passage = passage;
        this.ticket = admission.ticket();
        this.exchange = new AttemptExchange(passage.exchange());
    }

    /** As this attempt sees it. */
    ServerWebExchange exchange() {
        return exchange;
    }

    /** Whether the call is made of something else by now. */
    boolean isOver() {
        return admission.ticket() != ticket;
    }

    /** Passes the call on if no answer came; false: whoever asks tells the client. */
    boolean passesOn(Throwable failure) {
        boolean answered = exchange.getAttributes().containsKey(ServerWebExchangeUtils.CLIENT_RESPONSE_ATTR);
        return !answered && (!admission.isSent() || passesOnSilence()) && passesOn(ending(failure), failure.toString());
    }

    private boolean passesOnSilence() {
        return ticket.provider().connection().fallsBackOnSilence()
                && ticket.intent().streaming()
                && !admission.mayBeBilledAlready();
    }

    /**
     * Passes the call on if the provider's answer is an error of its own; false: whoever asks tells the client.
     *
     * @param body what was read of it
     */
    boolean passesOn(AnswerHead head, byte[] body) {
        boolean aboutAccount = FailedAnswer.isAboutAccount(head.status(), body);
        Ending ending = Endings.failed(head.status(), head.upstreamRequestId());
        boolean another = ending.isSilence() ? passesOnSilence() : isOfProvider(head.status(), aboutAccount);
        boolean passed = another && passesOn(ending, "status " + head.status());
        if (passed && aboutAccount) {
            FailedAnswer.tellOperator(ticket.provider(), head);
        }
        return passed;
    }

    private boolean passesOn(Ending ending, String why) {
        boolean waits =
                !passage.client().left() && !passage.exchange().getResponse().isCommitted();
        boolean passed = waits && admission.fallBack(ending);
        if (passed) {
            log.warn(
                    "Request {} goes on with {} at {}: {} failed with {}",
                    ticket.call().id(),
                    admission.ticket().model(),
                    admission.ticket().provider().name(),
                    ticket.provider().name(),
                    why);
        }
        return passed;
    }

    /** What is about the caller's own account, the caller must hear; what is about the platform's is no fault of the caller. */
    private boolean isOfProvider(int status, boolean aboutAccount) {
        if (aboutAccount) {
            return !ticket.providerKey().own();
        }
        return status == TOO_MANY_REQUESTS || status >= LOWEST_FAULT && status <= HIGHEST_FAULT;
    }

    private Ending ending(Throwable failure) {
        if (!admission.isSent()) {
            return Endings.unreachable();
        }
        return isTimeout(failure) ? Endings.timeout() : Endings.lost();
    }

    static boolean isTimeout(Throwable failure) {
        return failure instanceof ResponseStatusException answer
                && answer.getStatusCode().isSameCodeAs(HttpStatus.GATEWAY_TIMEOUT);
    }
}

package dev.tollgate.filter.gateway;

import dev.tollgate.filter.Admission;
import dev.tollgate.filter.Receipt;
import dev.tollgate.filter.Ticket;
import dev.tollgate.ledger.Balance;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/**
 * The headers of an answer: of the provider's only those that clients need and that tell nothing of the platform's
 * account, and Tollgate's own.
 */
final class AnswerHeaders {

    static final String X_REQUEST_ID = "x-request-id";
    static final String REQUEST_ID = "request-id";
    static final String UPSTREAM_REQUEST_ID = "tollgate-upstream-request-id";
    private static final String LOW_BALANCE = "tollgate-low-balance";
    private static final String HOLD = "tollgate-hold";
    private static final String PRICE_VERSION = "tollgate-price-version";
    private static final String OUTPUT_LOWERED = "tollgate-output-lowered";
    private static final String KEY_MODE = "tollgate-key";
    private static final String ROUTE = "tollgate-route";
    private static final String MODEL = "tollgate-model";
    private static final String ATTEMPTS = "tollgate-attempts";
    private static final String COST = "tollgate-cost";
    private static final String COST_USD = "tollgate-cost-usd";
    private static final String LITELLM_COST = "x-litellm-response-cost";

    private static final Set<String> PASSED_ON = Set.of(
            "content-type",
            "content-length",
            // Of a provider that compresses although it was asked not to.
            "content-encoding",
            // Not the provider's: without it the server closes the connection after an answer of unknown length.
            "transfer-encoding",
            "cache-control",
            "retry-after",
            "retry-after-ms",
            "x-should-retry",
            "openai-processing-ms",
            "openai-version",
            "openai-model");

    /** Those that are as true when an answer is told again; a balance is not, nor what is left of a limit. */
    private static final Set<String> LASTING = Set.of(
            "content-type",
            "content-encoding",
            "cache-control",
            "openai-version",
            "openai-model",
            X_REQUEST_ID,
            REQUEST_ID,
            UPSTREAM_REQUEST_ID,
            HOLD,
            PRICE_VERSION,
            OUTPUT_LOWERED,
            KEY_MODE,
            ROUTE,
            MODEL,
            ATTEMPTS,
            COST,
            COST_USD,
            LITELLM_COST);

    private AnswerHeaders() {}

    /** The names of those that stay true. */
    static List<String> lasting(HttpHeaders headers) {
        return headers.headerNames().stream()
                .filter(name -> LASTING.contains(name.toLowerCase(Locale.ROOT)))
                .toList();
    }

    /** The provider's id of the request; must be asked before {@link #keepAllowed}. */
    static @Nullable String upstreamRequestId(HttpHeaders headers) {
        String id = headers.getFirst(X_REQUEST_ID);
        return id != null ? id : headers.getFirst(REQUEST_ID);
    }

    static void keepAllowed(HttpHeaders headers) {
        for (String name : List.copyOf(headers.headerNames())) {
            if (!PASSED_ON.contains(name.toLowerCase(Locale.ROOT))) {
                headers.remove(name);
            }
        }
    }

    /** Tells the length of an answer that is here as a whole. */
    static void length(HttpHeaders headers, int bytes) {
        headers.remove(HttpHeaders.TRANSFER_ENCODING);
        headers.setContentLength(bytes);
    }

    /** As the clients of both dialects look for it. */
    static void id(HttpHeaders headers, UUID requestId) {
        headers.set(X_REQUEST_ID, requestId.toString());
        headers.set(REQUEST_ID, requestId.toString());
    }

    /** What is known before the answer ends. */
    static void identify(HttpHeaders headers, Ticket ticket, @Nullable String upstreamRequestId) {
        id(headers, ticket.call().id());
        if (upstreamRequestId != null) {
            headers.set(UPSTREAM_REQUEST_ID, upstreamRequestId);
        }
        headers.set(HOLD, ticket.hold().credits().toString());
        headers.set(PRICE_VERSION, ticket.worstCase().priceVersion());
        ticket.loweredTo().ifPresent(bound -> headers.set(OUTPUT_LOWERED, Long.toString(bound)));
        headers.set(KEY_MODE, ticket.providerKey().mode());
        headers.set(ROUTE, ticket.provider().name());
        balance(headers, ticket, ticket.funds());
    }

    /** Of a call that may be made of another model than was asked for: which it was, and how often it was tried. */
    static void attempts(HttpHeaders headers, Admission admission) {
        if (!admission.ticket().fallbackModels().isEmpty()) {
            headers.set(MODEL, admission.ticket().model());
            headers.set(ATTEMPTS, Integer.toString(admission.attempts()));
        }
    }

    /** What is known once the call is settled. */
    static void receipt(HttpHeaders headers, Ticket ticket, Receipt receipt) {
        headers.set(COST, receipt.charge().credits().toString());
        receipt.charge()
                .usd()
                .map(usd -> usd.stripTrailingZeros().toPlainString())
                .ifPresent(usd -> {
                    headers.set(COST_USD, usd);
                    headers.set(LITELLM_COST, usd);
                });
        receipt.funds().ifPresent(funds -> balance(headers, ticket, funds));
    }

    private static void balance(HttpHeaders headers, Ticket ticket, Balance.Funds funds) {
        headers.set("tollgate-balance", funds.available().toString());
        if (funds.available().compareTo(ticket.call().caller().lowBalance()) < 0) {
            headers.set(LOW_BALANCE, "true");
        } else {
            headers.remove(LOW_BALANCE); // It was low only while the call's own hold stood.
        }
    }
}

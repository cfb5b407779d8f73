package dev.tollgate.filter.gateway;

import dev.tollgate.filter.Receipt;
import dev.tollgate.filter.Ticket;
import dev.tollgate.ledger.Balance;
import java.util.List;
import java.util.Locale;
import java.util.Set;
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

    private AnswerHeaders() {}

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

    /** What is known before the answer ends. */
    static void identify(HttpHeaders headers, Ticket ticket, @Nullable String upstreamRequestId) {
        headers.set(X_REQUEST_ID, ticket.call().id().toString());
        headers.set(REQUEST_ID, ticket.call().id().toString());
        if (upstreamRequestId != null) {
            headers.set(UPSTREAM_REQUEST_ID, upstreamRequestId);
        }
        headers.set("tollgate-hold", ticket.worstCase().credits().toString());
        headers.set("tollgate-price-version", ticket.worstCase().priceVersion());
        ticket.loweredTo().ifPresent(bound -> headers.set("tollgate-output-lowered", Long.toString(bound)));
        headers.set("tollgate-key", ticket.providerKey().mode());
        balance(headers, ticket, ticket.funds());
    }

    /** What is known once the call is settled. */
    static void receipt(HttpHeaders headers, Ticket ticket, Receipt receipt) {
        headers.set("tollgate-cost", receipt.charge().credits().toString());
        receipt.charge()
                .usd()
                .map(usd -> usd.stripTrailingZeros().toPlainString())
                .ifPresent(usd -> {
                    headers.set("tollgate-cost-usd", usd);
                    headers.set("x-litellm-response-cost", usd);
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

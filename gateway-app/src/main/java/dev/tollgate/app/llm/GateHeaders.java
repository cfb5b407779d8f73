package dev.tollgate.app.llm;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.springframework.http.HttpHeaders;

/** The head of the gate's answer, for the caller of this endpoint. */
final class GateHeaders {

    private static final String REQUEST_ID = "x-request-id";
    private static final String DRY_RUN = "tollgate-dry-run";
    private static final String ROUTE = "tollgate-route";
    private static final String MODEL = "tollgate-model";

    /** About a body that the caller does not get. */
    private static final Set<String> OF_THE_BODY =
            Set.of("content-type", "content-length", "content-encoding", "transfer-encoding");

    private GateHeaders() {}

    /** Takes over what is as true of the caller's answer. */
    static void copy(HttpHeaders from, HttpHeaders to) {
        for (String name : from.headerNames()) {
            if (!OF_THE_BODY.contains(name.toLowerCase(Locale.ROOT))) {
                to.put(name, from.getOrEmpty(name));
            }
        }
    }

    static String requestId(HttpHeaders head) {
        String id = head.getFirst(REQUEST_ID);
        return id == null ? "" : id;
    }

    /** The provider that has answered: after a fallback it is not the one that was asked. */
    static Optional<String> provider(HttpHeaders head) {
        return Optional.ofNullable(head.getFirst(ROUTE));
    }

    /** The model that has answered; empty where it can be no other than was asked for. */
    static Optional<String> model(HttpHeaders head) {
        return Optional.ofNullable(head.getFirst(MODEL));
    }

    /** Whether the answer is an estimate, and nothing was called. */
    static boolean isEstimate(HttpHeaders head) {
        return "true".equals(head.getFirst(DRY_RUN));
    }
}

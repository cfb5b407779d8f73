package dev.tollgate.filter.gateway;

import dev.tollgate.filter.identity.Caller;
import dev.tollgate.filter.limit.Visit;
import java.util.Map;
import java.util.Optional;
import org.springframework.web.server.ServerWebExchange;

/**
 * A request that somebody else in this program has received, and whose caller the gate has told already. On its way through
 * the filter it is not counted as a second visit of its address, its key is not looked at again, and it keeps the prices of its
 * caller. Clients cannot say so: it is an attribute of the exchange, which nothing that comes over the network sets.
 */
public record Arrived(Visit visit, Caller caller) {

    private static final String ATTRIBUTE = Arrived.class.getName();

    /** Says so to the filter. */
    public void note(Map<String, Object> attributes) {
        attributes.put(ATTRIBUTE, this);
    }

    static Optional<Arrived> at(ServerWebExchange exchange) {
        return Optional.ofNullable(exchange.getAttribute(ATTRIBUTE));
    }
}

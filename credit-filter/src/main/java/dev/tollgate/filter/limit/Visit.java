package dev.tollgate.filter.limit;

import dev.tollgate.filter.identity.ClientAddress;

/** A request at the door: where it comes from, and what is left of the limits that it has met so far. */
public final class Visit {

    private final ClientAddress address;
    private volatile Standing standing = Standing.NONE;

    public Visit(ClientAddress address) {
        this.address = address;
    }

    public ClientAddress address() {
        return address;
    }

    /** For the answer's headers, whatever the answer. */
    public Standing standing() {
        return standing;
    }

    /** One request is handled by one thread at a time. */
    void met(Standing more) {
        standing = standing.and(more);
    }
}

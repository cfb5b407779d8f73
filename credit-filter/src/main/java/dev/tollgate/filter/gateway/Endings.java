package dev.tollgate.filter.gateway;

import dev.tollgate.filter.Ending;
import org.jspecify.annotations.Nullable;

/** The words of the usage log for the ways in which an exchange with a provider ends. */
final class Endings {

    private Endings() {}

    static Ending completed(int status, @Nullable String upstreamRequestId) {
        return new Ending(status, "completed", upstreamRequestId);
    }

    /** The provider answered with an error. */
    static Ending failed(int status, @Nullable String upstreamRequestId) {
        return new Ending(status, "failed", upstreamRequestId);
    }

    /** The provider's answer broke off. */
    static Ending cut(int status, @Nullable String upstreamRequestId) {
        return new Ending(status, "cut", upstreamRequestId);
    }

    /** The answer was ended here: nobody could pay for more of it. */
    static Ending ranOut(int status, @Nullable String upstreamRequestId) {
        return new Ending(status, "ran_out", upstreamRequestId);
    }

    /** The client left during the answer. */
    static Ending clientLeft(int status, @Nullable String upstreamRequestId) {
        return new Ending(status, "client_left", upstreamRequestId);
    }

    /** The client left before anything was sent to a provider. */
    static Ending clientLeftEarly() {
        return new Ending(null, "client_left", null);
    }

    static Ending unreachable() {
        return new Ending(null, "unreachable", null);
    }

    /** The provider had the request, perhaps, and the connection was lost. */
    static Ending lost() {
        return new Ending(null, "lost", null);
    }

    static Ending timeout() {
        return new Ending(null, "timeout", null);
    }
}

package dev.tollgate.filter.gateway;

import dev.tollgate.filter.dialect.Dialect;
import dev.tollgate.filter.identity.ClientAddress;
import dev.tollgate.filter.identity.TrustedProxies;
import dev.tollgate.filter.limit.Standing;
import dev.tollgate.filter.limit.Visit;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.UUID;
import org.springframework.http.server.reactive.ServerHttpRequest;

/** Receives requests at the door: sees where they come from, and tells them in the end what is left of their limits. */
public final class Visitors {

    private final TrustedProxies proxies;
    private final LimitHeaders headers;

    public Visitors(TrustedProxies proxies, LimitHeaders headers) {
        this.proxies = proxies;
        this.headers = headers;
    }

    public Visit visit(ServerHttpRequest request) {
        InetSocketAddress peer = request.getRemoteAddress();
        if (peer == null || peer.getAddress() == null) {
            return new Visit(ClientAddress.UNKNOWN);
        }
        return new Visit(proxies.clientOf(
                peer.getAddress(), name -> List.copyOf(request.getHeaders().getOrEmpty(name))));
    }

    LimitHeaders headers() {
        return headers;
    }

    DenialWriter denials(UUID requestId, Dialect dialect, Visit visit) {
        return new DenialWriter(requestId, dialect, to -> headers.tell(to, dialect, visit.standing()));
    }

    /** For requests that are refused before they meet any limit. */
    DenialWriter denials(Dialect dialect) {
        return new DenialWriter(RequestId.next(), dialect, to -> headers.tell(to, dialect, Standing.NONE));
    }
}

package dev.tollgate.filter.gateway;

import dev.tollgate.filter.dialect.Dialects;
import dev.tollgate.filter.dialect.Operation;
import dev.tollgate.filter.dialect.service.ServiceDialect;
import dev.tollgate.filter.identity.PriceSnapshot;
import dev.tollgate.pricing.Callback;
import dev.tollgate.pricing.PriceBook;
import dev.tollgate.pricing.Service;
import dev.tollgate.pricing.ServiceRoute;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.server.reactive.ServerHttpRequest;

/**
 * Which service of the price book a request calls. Of several that fit its method and path the one with more fixed segments
 * is meant, and of equals the first in the book. One whose calls have no known bound is none.
 */
public final class ServicePaths {

    private final Supplier<PriceSnapshot> prices;
    private final Callbacks callbacks;

    /** Of the book that was asked last. */
    private volatile @Nullable Index index;

    private record Index(PriceBook book, List<Service> services) {

        static Index of(PriceBook book) {
            return new Index(
                    book,
                    book.services().stream()
                            .filter(service ->
                                    service.route().flatMap(ServiceRoute::hold).isPresent())
                            .sorted(Comparator.comparing(
                                    service -> -route(service).path().exactness()))
                            .toList());
        }
    }

    public ServicePaths(Supplier<PriceSnapshot> prices, Callbacks callbacks) {
        this.prices = prices;
        this.callbacks = callbacks;
    }

    /** Whether a service of the current prices is called. */
    public boolean serves(ServerHttpRequest request) {
        return find(request, prices.get().book()).isPresent();
    }

    /** The service that is called by the current prices. */
    Optional<Dialects.Match> match(ServerHttpRequest request) {
        return match(request, prices.get().book());
    }

    Optional<Dialects.Match> match(ServerHttpRequest request, PriceBook book) {
        return find(request, book).map(service -> match(request, service));
    }

    private Dialects.Match match(ServerHttpRequest request, Service service) {
        ServiceRoute route = route(service);
        String path = route.path().at(request.getPath().value()).orElseThrow();
        String token = route.callback().isPresent() ? callbacks.newToken() : "";
        String type = Objects.requireNonNullElse(request.getHeaders().getFirst(HttpHeaders.CONTENT_TYPE), "");
        String query = Objects.requireNonNullElse(request.getURI().getRawQuery(), "");
        String suffix = route.callback().map(Callback::suffix).orElse("");
        ServiceDialect dialect = new ServiceDialect(
                service, route, type, query, token, token.isEmpty() ? "" : callbacks.address(token) + suffix);
        return new Dialects.Match(
                dialect, new Operation(ServiceDialect.NAME, ServiceDialect.NAME, path, dialect.upstreamQuery(), null));
    }

    private Optional<Service> find(ServerHttpRequest request, PriceBook book) {
        Index current = index;
        if (current == null || current.book() != book) {
            current = Index.of(book);
            index = current;
        }
        String method = request.getMethod().name();
        String path = request.getPath().value();
        return current.services().stream()
                .filter(service -> route(service).method().equals(method)
                        && route(service).path().at(path).isPresent())
                .findFirst();
    }

    private static ServiceRoute route(Service service) {
        return service.route().orElseThrow();
    }
}

package dev.tollgate.filter.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tollgate.filter.Ticket;
import dev.tollgate.filter.dialect.Operation;
import dev.tollgate.pricing.Provider;
import dev.tollgate.pricing.ServicePath;
import dev.tollgate.pricing.yaml.shape.Form;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;
import org.springframework.cloud.gateway.filter.GatewayFilterChain;
import org.springframework.cloud.gateway.filter.GlobalFilter;
import org.springframework.cloud.gateway.filter.RouteToRequestUrlFilter;
import org.springframework.cloud.gateway.support.ServerWebExchangeUtils;
import org.springframework.core.Ordered;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.UriUtils;
import reactor.core.publisher.Mono;

/**
 * Sends an admitted call to the address that the price book gives for its provider, in place of the route's own. Nothing
 * that a caller sends has a say in it, but for the query {@code beta=true} and a model that the price book knows by a
 * wildcard.
 */
public final class ProviderUrl implements GlobalFilter, Ordered {

    private static final String ATTRIBUTE = ProviderUrl.class.getName();
    private static final Pattern VERSION_PREFIX = Pattern.compile("^/v[12](beta)?(?=/)");

    /** Azure's paths of operations that others have below {@code /v1}. */
    private static final Pattern AZURE = Pattern.compile("^/openai/(v1|deployments/[^/]+)/");

    private static final String API_VERSION = "api-version";

    /** Stands for the model's name in a path that the price book gives. */
    private static final String MODEL = "{model}";

    /** In the path of an address that has a version of its own, such as {@code /v1} or {@code /v1beta/openai}. */
    private static final Pattern VERSIONED = Pattern.compile("/v\\d[a-z0-9]*(/|$)");

    static void set(ServerWebExchange exchange, Ticket ticket) {
        String address = address(ticket).replace(ServicePath.USER, user(ticket));
        exchange.getAttributes().put(ATTRIBUTE, URI.create(address + query(exchange, ticket)));
    }

    /** Of basic authentication; nobody for other providers. */
    private static String user(Ticket ticket) {
        String key = ticket.providerKey().key().orElse("");
        return UriUtils.encode(key.substring(0, Math.max(0, key.indexOf(':'))), UTF_8);
    }

    private static String address(Ticket ticket) {
        URI provider = ticket.provider().url();
        Operation operation = ticket.call().operation();
        String own = ticket.provider().connection().paths().paths().get(operation.name());
        return own == null
                ? address(
                        provider,
                        AZURE.matcher(operation.pathFor(ticket.upstreamModel())).replaceFirst("/v1/"))
                : base(provider) + own.replace(MODEL, UriUtils.encode(ticket.upstreamModel(), UTF_8));
    }

    /**
     * Where a provider tells of a response that it keeps.
     *
     * @param rest of the path and the query behind the response's id
     */
    static URI ofResponse(Provider provider, String id, String rest) {
        String own = provider.connection().paths().paths().get("responses");
        String path = "/v1/responses";
        String responses = own == null ? address(provider.url(), path) : base(provider.url()) + own;
        String version = provider.connection()
                .paths()
                .apiVersion()
                .map(asked -> (rest.indexOf('?') < 0 ? "?" : "&") + "api-version=" + asked)
                .orElse("");
        return URI.create(responses + '/' + id + rest + version);
    }

    private static String base(URI provider) {
        String base = provider.toString();
        while (base.endsWith("/")) {
            base = base.substring(0, base.length() - 1);
        }
        return base;
    }

    static String address(URI provider, String path) {
        String base = base(provider);
        // Providers are written down both with and without the version that the operation's path begins with, or with
        // another one.
        boolean versioned = VERSIONED.matcher(provider.getPath()).find();
        return base + (versioned ? VERSION_PREFIX.matcher(path).replaceFirst("") : path);
    }

    /** Anthropic's clients ask for beta features so. Azure's name a version. Anything else is the caller's own, perhaps a key, and stays here. */
    private static String query(ServerWebExchange exchange, Ticket ticket) {
        String asks = ticket.call().operation().query();
        if (!asks.isEmpty()) {
            return '?' + asks;
        }
        Optional<String> version = ticket.provider().connection().paths().apiVersion();
        if (version.isPresent()) {
            String asked = exchange.getRequest().getQueryParams().getFirst(API_VERSION);
            return "?api-version=" + (asked != null && Form.API_VERSION.fits(asked) ? asked : version.get());
        }
        return "true".equals(exchange.getRequest().getQueryParams().getFirst("beta")) ? "?beta=true" : "";
    }

    @Override
    public int getOrder() {
        return RouteToRequestUrlFilter.ROUTE_TO_URL_FILTER_ORDER + 1;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, GatewayFilterChain chain) {
        URI url = exchange.getAttribute(ATTRIBUTE);
        if (url != null) {
            exchange.getAttributes().put(ServerWebExchangeUtils.GATEWAY_REQUEST_URL_ATTR, url);
        }
        return chain.filter(exchange);
    }
}

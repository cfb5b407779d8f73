package dev.tollgate.app;

import dev.tollgate.filter.dialect.Dialects;
import dev.tollgate.filter.gateway.CreditsGatewayFilterFactory;
import dev.tollgate.filter.gateway.ServicePaths;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;

/**
 * One route for each path of each dialect, and one for whatever services the current prices have, all with the filter {@code
 * Credits}. The provider is chosen by the request's model or service, so the address of a route is never called.
 */
@Configuration(proxyBeanMethods = false)
class ProviderRoutes {

    private static final String CHOSEN_BY_MODEL = "http://chosen-by-model.invalid";

    @Bean
    RouteLocator routes(
            RouteLocatorBuilder builder,
            Dialects dialects,
            ServicePaths services,
            CreditsGatewayFilterFactory credits) {
        RouteLocatorBuilder.Builder routes = builder.routes();
        for (String path : dialects.paths()) {
            routes.route(path, route -> route.path(path)
                    .and()
                    .method(HttpMethod.POST)
                    .filters(filters -> filters.filter(credits.apply(credits.newConfig())))
                    .uri(CHOSEN_BY_MODEL));
        }
        routes.route("services", route -> route.predicate(exchange -> services.serves(exchange.getRequest()))
                .filters(filters -> filters.filter(credits.apply(credits.newConfig())))
                .uri(CHOSEN_BY_MODEL));
        return routes.build();
    }
}

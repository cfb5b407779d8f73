package dev.tollgate.app;

import dev.tollgate.filter.dialect.Dialects;
import dev.tollgate.filter.gateway.CreditsGatewayFilterFactory;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;

/**
 * One route for each path of each dialect, all with the filter {@code Credits}. The provider is chosen by the
 * request's model, so the address of a route is never called.
 */
@Configuration(proxyBeanMethods = false)
class ProviderRoutes {

    private static final String CHOSEN_BY_MODEL = "http://chosen-by-model.invalid";

    @Bean
    RouteLocator routes(RouteLocatorBuilder builder, Dialects dialects, CreditsGatewayFilterFactory credits) {
        RouteLocatorBuilder.Builder routes = builder.routes();
        for (String path : dialects.paths()) {
            routes.route(path, route -> route.path(path)
                    .and()
                    .method(HttpMethod.POST)
                    .filters(filters -> filters.filter(credits.apply(credits.newConfig())))
                    .uri(CHOSEN_BY_MODEL));
        }
        return routes.build();
    }
}

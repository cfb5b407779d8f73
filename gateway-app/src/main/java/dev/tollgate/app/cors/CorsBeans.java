package dev.tollgate.app.cors;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsWebFilter;

/** Before all other filters, so that a page can read their refusals too. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(CorsSettings.class)
class CorsBeans {

    /** Without credentials: what opens anything is a header that the page itself sets, never a cookie. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    CorsWebFilter corsFilter(CorsSettings settings) {
        List<String> origins = List.copyOf(settings.origins());
        CorsConfiguration allowed = new CorsConfiguration();
        allowed.setAllowedOrigins(origins);
        allowed.setAllowedMethods(List.of("GET", "POST", "PUT", "PATCH", "DELETE"));
        allowed.setAllowedHeaders(List.of(CorsConfiguration.ALL));
        allowed.setExposedHeaders(List.of(CorsConfiguration.ALL));
        allowed.setMaxAge(Duration.ofHours(1));
        // Of another origin, what is no preflight is answered as without a browser: it cannot read the answer.
        return new CorsWebFilter(exchange -> {
            String origin = exchange.getRequest().getHeaders().getOrigin();
            return origin != null && origins.contains(origin) ? allowed : null;
        });
    }
}

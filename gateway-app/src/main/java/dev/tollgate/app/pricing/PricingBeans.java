package dev.tollgate.app.pricing;

import dev.tollgate.filter.identity.PriceSnapshot;
import dev.tollgate.pricing.PriceBook;
import java.util.function.Supplier;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

/** The prices in force, for whoever sells by them, and where their state is seen. */
@Configuration(proxyBeanMethods = false)
class PricingBeans {

    /** For those who need no provider keys. */
    @Bean
    Supplier<PriceBook> priceBooks(Supplier<PriceSnapshot> prices) {
        return () -> prices.get().book();
    }

    @Bean
    ReloadMetrics reloadMetrics(PriceWatch watch) {
        return new ReloadMetrics(watch);
    }

    /** Up while there is something to sell by, be it not the newest: then it says what waits, and why. */
    @Bean
    ReactiveHealthIndicator pricingHealthIndicator(PriceWatch watch) {
        return () -> Mono.fromSupplier(() -> PricingHealth.of(watch));
    }
}

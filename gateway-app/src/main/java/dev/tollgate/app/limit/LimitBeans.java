package dev.tollgate.app.limit;

import dev.tollgate.admin.problem.ClientAddress;
import dev.tollgate.filter.gateway.LimitHeaders;
import dev.tollgate.filter.gateway.Visitors;
import dev.tollgate.filter.limit.CallLimits;
import dev.tollgate.filter.limit.RateLimits;
import dev.tollgate.filter.limit.StoreState;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.ReactiveHealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import reactor.core.publisher.Mono;

/** The limits of the account and admin API, and the state of all limits. */
@Configuration(proxyBeanMethods = false)
class LimitBeans {

    private static final String STORE = "tollgate.limits.";

    @Bean
    ApiLimits apiLimits(CallLimits limits, Visitors visitors, LimitHeaders headers) {
        return new ApiLimits(limits, visitors, headers);
    }

    /** The account and admin API believes the same proxies as the gate. */
    @Bean
    ClientAddress clientAddress(Visitors visitors) {
        return request -> visitors.visit(request).address().known();
    }

    /** Always up: a node that cannot ask the others goes on by itself, and says so. */
    @Bean
    ReactiveHealthIndicator limitsHealthIndicator(RateLimits limits) {
        return () -> Mono.fromSupplier(() -> health(limits.state()));
    }

    private static Health health(StoreState state) {
        Health.Builder health = Health.up().withDetail("store", state.shared() ? "redis" : "memory");
        if (state.shared()) {
            health.withDetail("degraded", state.degraded()).withDetail("decidedAlone", state.decidedAlone());
        }
        return health.build();
    }

    @Bean
    MeterBinder limitMetrics(RateLimits limits) {
        return registry -> {
            FunctionCounter.builder(STORE + "alone", limits, of -> of.state().decidedAlone())
                    .description("Calls whose limits this node decided alone because Redis did not answer")
                    .register(registry);
            Gauge.builder(STORE + "degraded", limits, of -> of.state().degraded() ? 1 : 0)
                    .description("1 while Redis does not answer and this node counts alone")
                    .register(registry);
        };
    }
}

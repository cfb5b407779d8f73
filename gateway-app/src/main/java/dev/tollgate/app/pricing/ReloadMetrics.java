package dev.tollgate.app.pricing;

import dev.tollgate.admin.pricing.LocalPrices.Outcome;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.Locale;

/** Counts the looks at the pricing file by what came of them. */
final class ReloadMetrics implements MeterBinder {

    private final PriceWatch watch;

    ReloadMetrics(PriceWatch watch) {
        this.watch = watch;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        for (Outcome outcome : Outcome.values()) {
            FunctionCounter.builder("tollgate.pricing.reload", watch, prices -> prices.count(outcome))
                    .description("Looks at the pricing file; invalid: it cannot be used, the prices in force stay")
                    .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }
}

package dev.tollgate.admin.pricing;

import dev.tollgate.pricing.PriceBook;
import java.util.function.Supplier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** For an application that does not follow the stored prices. */
@Configuration(proxyBeanMethods = false)
class PricingDefaults {

    @Bean
    @ConditionalOnMissingBean
    LocalPrices localPrices(Supplier<PriceBook> books) {
        return new FixedPrices(books);
    }
}

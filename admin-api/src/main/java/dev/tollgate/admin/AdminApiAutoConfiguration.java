package dev.tollgate.admin;

import dev.tollgate.admin.pricing.FixedPrices;
import dev.tollgate.admin.pricing.LocalPrices;
import dev.tollgate.pricing.PriceBook;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;

/**
 * The endpoints of this module, for any application that has a ledger, its accounts, keys, usage log and stored prices, and a
 * supplier of the current price book. The admin key is a bean of the application's, or the property {@code tollgate.admin.key}.
 */
@AutoConfiguration
@ComponentScan
public class AdminApiAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    AdminKey adminKey(@Value("${tollgate.admin.key}") String key) {
        return new AdminKey(key);
    }

    /** An application that follows the stored prices has one of its own. */
    @Bean
    @ConditionalOnMissingBean
    LocalPrices localPrices(Supplier<PriceBook> books) {
        return new FixedPrices(books);
    }
}

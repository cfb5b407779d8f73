package dev.tollgate.admin;

import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.boot.security.autoconfigure.actuate.web.reactive.ReactiveManagementWebSecurityAutoConfiguration;
import org.springframework.boot.security.autoconfigure.web.reactive.ReactiveWebSecurityAutoConfiguration;
import org.springframework.boot.security.oauth2.client.autoconfigure.reactive.ReactiveOAuth2ClientWebSecurityAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;

/**
 * The endpoints of this module, for any application that has a ledger, its accounts, keys, usage log and stored prices, and a
 * supplier of the current price book. The admin key and the alert key are beans of the application's, or the properties {@code tollgate.admin.key} and
 * {@code tollgate.alerts.key}.
 */
@AutoConfiguration(
        before = {
            ReactiveOAuth2ClientWebSecurityAutoConfiguration.class,
            ReactiveManagementWebSecurityAutoConfiguration.class,
            ReactiveWebSecurityAutoConfiguration.class
        })
@ComponentScan
@ConfigurationPropertiesScan
public class AdminApiAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    AdminKey adminKey(@Value("${tollgate.admin.key}") String key) {
        return new AdminKey(key);
    }

    @Bean
    @ConditionalOnMissingBean
    AdminDoor adminDoor(@Value("${tollgate.admin.port:}") @Nullable Integer port) {
        return new AdminDoor(port == null ? OptionalInt.empty() : OptionalInt.of(port));
    }

    @Bean
    @ConditionalOnMissingBean
    AlertKey alertKey(@Value("${tollgate.alerts.key}") String key) {
        return new AlertKey(key);
    }
}

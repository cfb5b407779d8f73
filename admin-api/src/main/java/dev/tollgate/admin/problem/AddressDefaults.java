package dev.tollgate.admin.problem;

import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** For an application that does not stand behind proxies. */
@Configuration(proxyBeanMethods = false)
class AddressDefaults {

    @Bean
    @ConditionalOnMissingBean
    ClientAddress clientAddress() {
        return ClientAddress.OF_PEER;
    }
}

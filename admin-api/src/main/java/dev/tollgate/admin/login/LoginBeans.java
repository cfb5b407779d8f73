package dev.tollgate.admin.login;

import dev.tollgate.admin.login.token.LoginSettings;
import dev.tollgate.admin.login.token.TokenKeys;
import java.time.InstantSource;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What an application may bring itself. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(LoginSettings.class)
class LoginBeans {

    /** Lasts as long as the process: for a trial. Who restarts, or has several nodes, brings keys that stay. */
    @Bean
    @ConditionalOnMissingBean
    TokenKeys tokenKeys() {
        return TokenKeys.generate();
    }

    @Bean
    @ConditionalOnMissingBean
    InstantSource instantSource() {
        return InstantSource.system();
    }
}

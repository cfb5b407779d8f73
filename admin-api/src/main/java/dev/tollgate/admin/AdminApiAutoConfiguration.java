package dev.tollgate.admin;

import dev.tollgate.admin.problem.Access;
import dev.tollgate.ledger.account.ApiKeys;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;

/** The endpoints of this module, for any application that has a ledger, a price book and an {@link AdminKey}. */
@AutoConfiguration
@ComponentScan
public class AdminApiAutoConfiguration {

    @Bean
    Access access(ApiKeys keys, AdminKey adminKey) {
        return new Access(keys, adminKey);
    }
}

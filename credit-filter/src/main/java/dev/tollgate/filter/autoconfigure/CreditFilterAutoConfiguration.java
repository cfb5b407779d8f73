package dev.tollgate.filter.autoconfigure;

import dev.tollgate.filter.CreditGate;
import dev.tollgate.filter.dialect.Dialects;
import dev.tollgate.filter.dialect.catalog.BuiltInDialects;
import dev.tollgate.filter.gateway.CreditsGatewayFilterFactory;
import dev.tollgate.filter.gateway.Forwarding;
import dev.tollgate.filter.gateway.ModelsEndpoint;
import dev.tollgate.filter.gateway.ProviderUrl;
import dev.tollgate.filter.gateway.RequestBodies;
import dev.tollgate.filter.gateway.StreamWatch;
import dev.tollgate.filter.gateway.UnknownPaths;
import dev.tollgate.filter.identity.Callers;
import dev.tollgate.filter.identity.PriceSnapshot;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.TokenAllowances;
import dev.tollgate.ledger.account.ApiKeys;
import java.util.function.Supplier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;

/**
 * The filter {@code Credits} for Spring Cloud Gateway, for an application that has a {@link Ledger}, {@link TokenAllowances}, {@link ApiKeys}
 * and a supplier of the current {@link PriceSnapshot}.
 */
@AutoConfiguration
@EnableConfigurationProperties(CreditFilterProperties.class)
public class CreditFilterAutoConfiguration {

    @Bean
    Dialects dialects() {
        return BuiltInDialects.all();
    }

    @Bean
    CreditGate creditGate(ApiKeys keys, Ledger ledger, TokenAllowances allowances, Supplier<PriceSnapshot> prices) {
        return new CreditGate(keys, ledger, allowances, prices);
    }

    @Bean
    StreamWatch streamWatch(CreditFilterProperties properties) {
        return new StreamWatch(
                new StreamWatch.Limits(properties.silence(), properties.drainTime(), properties.drains()));
    }

    @Bean
    CreditsGatewayFilterFactory creditsGatewayFilterFactory(
            CreditGate gate, Dialects dialects, StreamWatch watch, CreditFilterProperties properties) {
        return new CreditsGatewayFilterFactory(
                gate, dialects, new Forwarding(watch), new RequestBodies(properties.maxBodyBytes()));
    }

    @Bean
    ProviderUrl providerUrl() {
        return new ProviderUrl();
    }

    @Bean
    RouterFunction<ServerResponse> modelsEndpoint(ApiKeys keys, Supplier<PriceSnapshot> prices, Dialects dialects) {
        return new ModelsEndpoint(new Callers(keys), prices, dialects).routes();
    }

    @Bean
    SimpleUrlHandlerMapping unknownPaths(Dialects dialects) {
        return new UnknownPaths(dialects).mapping();
    }
}

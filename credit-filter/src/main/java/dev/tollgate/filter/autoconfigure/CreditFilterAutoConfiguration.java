package dev.tollgate.filter.autoconfigure;

import dev.tollgate.filter.CalledBack;
import dev.tollgate.filter.CreditGate;
import dev.tollgate.filter.dialect.Dialects;
import dev.tollgate.filter.dialect.catalog.BuiltInDialects;
import dev.tollgate.filter.gateway.BackgroundResponses;
import dev.tollgate.filter.gateway.CallbackEndpoint;
import dev.tollgate.filter.gateway.Callbacks;
import dev.tollgate.filter.gateway.CreditsGatewayFilterFactory;
import dev.tollgate.filter.gateway.EstimateEndpoint;
import dev.tollgate.filter.gateway.Forwarding;
import dev.tollgate.filter.gateway.LimitHeaders;
import dev.tollgate.filter.gateway.ModelsEndpoint;
import dev.tollgate.filter.gateway.ProviderUrl;
import dev.tollgate.filter.gateway.Reception;
import dev.tollgate.filter.gateway.Repeats;
import dev.tollgate.filter.gateway.RequestBodies;
import dev.tollgate.filter.gateway.ResponsesEndpoint;
import dev.tollgate.filter.gateway.ServicePaths;
import dev.tollgate.filter.gateway.StreamWatch;
import dev.tollgate.filter.gateway.UnknownPaths;
import dev.tollgate.filter.gateway.Visitors;
import dev.tollgate.filter.identity.PriceSnapshot;
import dev.tollgate.filter.limit.CallLimits;
import dev.tollgate.filter.limit.LocalRateLimits;
import dev.tollgate.filter.limit.RateLimits;
import dev.tollgate.filter.limit.RedisRateLimits;
import dev.tollgate.ledger.Ledger;
import dev.tollgate.ledger.TokenAllowances;
import dev.tollgate.ledger.account.ApiKeys;
import dev.tollgate.ledger.idempotency.IdempotentCalls;
import dev.tollgate.ledger.ownkey.KeySeal;
import dev.tollgate.ledger.usage.AwaitedCallbacks;
import dev.tollgate.ledger.usage.KeptObjects;
import java.util.Optional;
import java.util.function.Supplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;

/**
 * The filter {@code Credits} for Spring Cloud Gateway, for an application that has a {@link Ledger}, {@link TokenAllowances}, {@link ApiKeys}, {@link KeptObjects}, {@link AwaitedCallbacks},
 * {@link IdempotentCalls} and a supplier of the current {@link PriceSnapshot}.
 */
@AutoConfiguration
@EnableConfigurationProperties({
    CreditFilterProperties.class,
    LimitProperties.class,
    ProxyProperties.class,
    RedisProperties.class
})
public class CreditFilterAutoConfiguration {

    @Bean
    Dialects dialects() {
        return BuiltInDialects.all();
    }

    @Bean
    CreditGate creditGate(
            ApiKeys keys,
            Ledger ledger,
            TokenAllowances allowances,
            Supplier<PriceSnapshot> prices,
            CallLimits limits,
            KeptObjects kept,
            ObjectProvider<KeySeal> seal) {
        return new CreditGate(
                keys, ledger, allowances, prices, limits, kept, Optional.ofNullable(seal.getIfAvailable()));
    }

    /** Shared by nodes if there is a Redis. */
    @Bean
    RateLimits rateLimits(RedisProperties redis) {
        RateLimits alone = new LocalRateLimits();
        return redis.settings()
                .<RateLimits>map(settings -> new RedisRateLimits(settings, alone))
                .orElse(alone);
    }

    @Bean
    CallLimits callLimits(LimitProperties properties, RateLimits limits) {
        return new CallLimits(properties.settings(), limits);
    }

    @Bean
    LimitHeaders limitHeaders(LimitProperties properties) {
        return new LimitHeaders(properties.draftHeaders());
    }

    @Bean
    Visitors visitors(ProxyProperties properties, LimitHeaders headers) {
        return new Visitors(properties.proxies(), headers);
    }

    @Bean
    StreamWatch streamWatch(CreditFilterProperties properties) {
        return new StreamWatch(
                new StreamWatch.Limits(properties.silence(), properties.drainTime(), properties.drains()));
    }

    @Bean
    BackgroundResponses backgroundResponses(KeptObjects kept, CreditFilterProperties properties) {
        return new BackgroundResponses(kept, properties.backgroundPause());
    }

    @Bean
    RouterFunction<ServerResponse> responsesEndpoint(
            CreditGate gate, Dialects dialects, Visitors visitors, BackgroundResponses background) {
        return new ResponsesEndpoint(gate, dialects, visitors, background).routes();
    }

    @Bean
    CreditsGatewayFilterFactory creditsGatewayFilterFactory(
            CreditGate gate,
            Dialects dialects,
            StreamWatch watch,
            Visitors visitors,
            BackgroundResponses background,
            Callbacks callbacks,
            ServicePaths services,
            Reception reception,
            Repeats repeats) {
        Forwarding forwarding = new Forwarding(watch, background, callbacks);
        return new CreditsGatewayFilterFactory(gate, dialects, services, forwarding, reception, repeats, visitors);
    }

    @Bean
    Reception reception(CreditGate gate, CreditFilterProperties properties, ServicePaths services) {
        return new Reception(gate, new RequestBodies(properties.maxBodyBytes(), properties.maxUploadBytes()), services);
    }

    @Bean
    Repeats repeats(IdempotentCalls calls, CreditFilterProperties properties) {
        return new Repeats(calls, properties.maxKeptAnswerBytes());
    }

    @Bean
    Callbacks callbacks(AwaitedCallbacks awaited, CreditFilterProperties properties) {
        return new Callbacks(awaited, properties.publicUrl());
    }

    @Bean
    ServicePaths servicePaths(Supplier<PriceSnapshot> prices, Callbacks callbacks) {
        return new ServicePaths(prices, callbacks);
    }

    @Bean
    RouterFunction<ServerResponse> callbackEndpoint(
            Callbacks callbacks, Ledger ledger, Supplier<PriceSnapshot> prices) {
        return new CallbackEndpoint(callbacks, new CalledBack(ledger), prices).routes();
    }

    @Bean
    SimpleUrlHandlerMapping estimateEndpoint(
            CreditGate gate, Dialects dialects, Visitors visitors, Reception reception) {
        return new EstimateEndpoint(gate, dialects, visitors, reception).mapping();
    }

    @Bean
    ProviderUrl providerUrl() {
        return new ProviderUrl();
    }

    @Bean
    RouterFunction<ServerResponse> modelsEndpoint(CreditGate gate, Dialects dialects, Visitors visitors) {
        return new ModelsEndpoint(gate, dialects, visitors).routes();
    }

    @Bean
    SimpleUrlHandlerMapping unknownPaths(Dialects dialects, Visitors visitors) {
        return new UnknownPaths(dialects, visitors).mapping();
    }
}

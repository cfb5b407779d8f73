package dev.tollgate.admin.login.oauth;

import dev.tollgate.admin.login.Codes;
import dev.tollgate.admin.login.Newcomers;
import dev.tollgate.admin.login.token.LoginSettings;
import dev.tollgate.admin.login.token.SignedClaims;
import dev.tollgate.admin.login.token.TokenKeys;
import dev.tollgate.admin.reward.Invitations;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.oauth2.client.endpoint.WebClientReactiveAuthorizationCodeTokenResponseClient;
import org.springframework.security.oauth2.client.oidc.authentication.OidcAuthorizationCodeReactiveAuthenticationManager;
import org.springframework.security.oauth2.client.oidc.userinfo.OidcReactiveOAuth2UserService;
import org.springframework.security.oauth2.client.registration.ReactiveClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.server.OAuth2AuthorizationRequestRedirectWebFilter;
import org.springframework.security.oauth2.client.web.server.ServerOAuth2AuthorizationCodeAuthenticationTokenConverter;
import org.springframework.security.oauth2.client.web.server.authentication.OAuth2LoginAuthenticationWebFilter;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2AuthorizationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.web.server.MatcherSecurityWebFilterChain;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.WebFilterChainProxy;
import org.springframework.security.web.server.authentication.ServerAuthenticationConverter;
import org.springframework.security.web.server.header.CacheControlServerHttpHeadersWriter;
import org.springframework.security.web.server.header.CompositeServerHttpHeadersWriter;
import org.springframework.security.web.server.header.ContentSecurityPolicyServerHttpHeadersWriter;
import org.springframework.security.web.server.header.ContentTypeOptionsServerHttpHeadersWriter;
import org.springframework.security.web.server.header.HttpHeaderWriterWebFilter;
import org.springframework.security.web.server.header.ServerHttpHeadersWriter;
import org.springframework.security.web.server.header.XFrameOptionsServerHttpHeadersWriter;
import org.springframework.security.web.server.util.matcher.PathPatternParserServerWebExchangeMatcher;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers;
import org.springframework.web.server.WebFilter;

/**
 * The filters of Spring Security that people's paths have. They are put together by hand: what Spring Boot would set up by
 * itself guards all paths, keeps sessions, and remembers providers' tokens.
 */
@Configuration(proxyBeanMethods = false)
class SecurityBeans {

    /** For all that a log-in asks of the provider: tokens, keys, and who it is. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final String CALLBACK = "/login/oauth2/code/{registrationId}";

    @Bean
    WebFilterChainProxy ourPaths(SecurityWebFilterChain peoplesPaths) {
        return new OurPaths(List.of(peoplesPaths));
    }

    @Bean
    SecurityWebFilterChain peoplesPaths(
            ObjectProvider<ReactiveClientRegistrationRepository> providers,
            LoginSettings settings,
            TokenKeys keys,
            InstantSource clock,
            ObjectProvider<Newcomers> newcomers,
            ObjectProvider<Codes> codes,
            ObjectProvider<Invitations> invitations) {
        WebFilter headers = new HttpHeaderWriterWebFilter(new CompositeServerHttpHeadersWriter(
                new CacheControlServerHttpHeadersWriter(),
                new ContentTypeOptionsServerHttpHeadersWriter(),
                new XFrameOptionsServerHttpHeadersWriter(),
                nothingRuns()));
        ReactiveClientRegistrationRepository registrations = providers.getIfAvailable();
        if (registrations == null) {
            return chain(headers);
        }
        SignedClaims.Purpose purpose =
                new SignedClaims.Purpose("login-state+jwt", settings.issuer(), "tollgate-login", StateCookie.LASTS);
        StateCookie states = new StateCookie(new SignedClaims(keys, purpose, clock), registrations);
        LoginEnd end = new LoginEnd(
                required(settings.returnUrl()),
                registrations,
                newcomers.getObject(),
                codes.getObject(),
                invitations.getObject());
        return chain(headers, start(registrations, settings, states), callback(registrations, states, end));
    }

    /** Answers are data: whatever a browser finds in one, it runs nothing and shows nothing of it in a page of others. */
    private static ServerHttpHeadersWriter nothingRuns() {
        ContentSecurityPolicyServerHttpHeadersWriter policy = new ContentSecurityPolicyServerHttpHeadersWriter();
        policy.setPolicyDirectives("default-src 'none'; frame-ancestors 'none'");
        return policy;
    }

    private static SecurityWebFilterChain chain(WebFilter... filters) {
        return new MatcherSecurityWebFilterChain(ServerWebExchangeMatchers.anyExchange(), List.of(filters));
    }

    private static URI required(@Nullable URI returnUrl) {
        if (returnUrl == null) {
            throw new IllegalArgumentException(
                    "spring.security.oauth2.client.registration needs tollgate.login.return-url: the page of yours"
                            + " to which people come back when they have logged in.");
        }
        return returnUrl;
    }

    private static WebFilter start(
            ReactiveClientRegistrationRepository registrations, LoginSettings settings, StateCookie states) {
        OAuth2AuthorizationRequestRedirectWebFilter start =
                new OAuth2AuthorizationRequestRedirectWebFilter(new LoginStart(registrations, settings.withoutNonce()));
        start.setAuthorizationRequestRepository(states);
        return start;
    }

    /** For OpenID Connect only: what a provider without it says of somebody is not signed. */
    private static WebFilter callback(
            ReactiveClientRegistrationRepository registrations, StateCookie states, LoginEnd end) {
        OidcAuthorizationCodeReactiveAuthenticationManager provider =
                new OidcAuthorizationCodeReactiveAuthenticationManager(
                        new WebClientReactiveAuthorizationCodeTokenResponseClient(),
                        new OidcReactiveOAuth2UserService());
        OAuth2LoginAuthenticationWebFilter callback =
                new OAuth2LoginAuthenticationWebFilter(bounded(provider), new NoClients());
        callback.setRequiresAuthenticationMatcher(new PathPatternParserServerWebExchangeMatcher(CALLBACK));
        callback.setServerAuthenticationConverter(converter(registrations, states));
        callback.setAuthenticationSuccessHandler(end);
        callback.setAuthenticationFailureHandler(end);
        return callback;
    }

    /** A provider that does not answer must not keep people, and connections, waiting: its clients wait for ever. */
    private static ReactiveAuthenticationManager bounded(ReactiveAuthenticationManager provider) {
        return shown -> provider.authenticate(shown)
                .timeout(PATIENCE)
                .onErrorMap(TimeoutException.class, late -> failed(new OAuth2Error("temporarily_unavailable")));
    }

    private static ServerAuthenticationConverter converter(
            ReactiveClientRegistrationRepository registrations, StateCookie states) {
        ServerOAuth2AuthorizationCodeAuthenticationTokenConverter converter =
                new ServerOAuth2AuthorizationCodeAuthenticationTokenConverter(registrations);
        converter.setAuthorizationRequestRepository(states);
        return exchange -> converter
                .convert(exchange)
                .onErrorMap(OAuth2AuthorizationException.class, failure -> failed(failure.getError()))
                .onErrorMap(IllegalArgumentException.class, malformed -> failed(new OAuth2Error("invalid_response")));
    }

    private static OAuth2AuthenticationException failed(OAuth2Error error) {
        return new OAuth2AuthenticationException(error, error.toString());
    }
}

package dev.tollgate.admin.login.oauth;

import com.nimbusds.jwt.JWTClaimsSet;
import dev.tollgate.admin.login.token.SignedClaims;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpCookie;
import org.springframework.http.ResponseCookie;
import org.springframework.security.oauth2.client.registration.ClientRegistration;
import org.springframework.security.oauth2.client.registration.ReactiveClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.server.ServerAuthorizationRequestRepository;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * A log-in that is under way at a provider, in a signed cookie of the browser that began it: no node keeps anything, and
 * only that browser can end it. It is for ten minutes and one try.
 */
final class StateCookie implements ServerAuthorizationRequestRepository<OAuth2AuthorizationRequest> {

    static final Duration LASTS = Duration.ofMinutes(10);

    /** The request's attribute with what the page that began it can prove, and where it is found at the end. */
    static final String CHALLENGE = "tollgate.challenge";

    /** The same of the referral code that it came with, if any. */
    static final String REFERRAL = "tollgate.referral";

    private static final String NAME = "tollgate_login";
    private static final String PATH = "/login/oauth2/";
    private static final String REDIRECT = "redirect";

    private final SignedClaims claims;
    private final ReactiveClientRegistrationRepository registrations;

    StateCookie(SignedClaims claims, ReactiveClientRegistrationRepository registrations) {
        this.claims = claims;
        this.registrations = registrations;
    }

    @Override
    public Mono<Void> saveAuthorizationRequest(OAuth2AuthorizationRequest request, ServerWebExchange exchange) {
        JWTClaimsSet.Builder kept = new JWTClaimsSet.Builder()
                .claim(OAuth2ParameterNames.STATE, request.getState())
                .claim(REDIRECT, request.getRedirectUri());
        request.getAttributes().forEach(kept::claim);
        boolean secure = String.valueOf(request.getRedirectUri()).startsWith("https:");
        exchange.getResponse().addCookie(cookie(claims.sign(kept), LASTS, secure));
        return Mono.empty();
    }

    private static ResponseCookie cookie(String value, Duration lasts, boolean secure) {
        return ResponseCookie.from(NAME, value)
                .path(PATH)
                .maxAge(lasts)
                .httpOnly(true)
                .secure(secure)
                .sameSite("Lax")
                .build();
    }

    @Override
    public Mono<OAuth2AuthorizationRequest> loadAuthorizationRequest(ServerWebExchange exchange) {
        String state = exchange.getRequest().getQueryParams().getFirst(OAuth2ParameterNames.STATE);
        HttpCookie cookie = exchange.getRequest().getCookies().getFirst(NAME);
        Optional<JWTClaimsSet> kept = cookie == null ? Optional.empty() : claims.read(cookie.getValue());
        return Mono.justOrEmpty(kept)
                .filter(it -> state != null && state.equals(it.getClaim(OAuth2ParameterNames.STATE)))
                // The answer of one provider is not taken for that of another.
                .filter(it -> exchange.getRequest()
                        .getPath()
                        .value()
                        .endsWith("/" + it.getClaim(OAuth2ParameterNames.REGISTRATION_ID)))
                .flatMap(it -> registrations
                        .findByRegistrationId(String.valueOf(it.getClaim(OAuth2ParameterNames.REGISTRATION_ID)))
                        .map(registration -> request(it, registration)))
                .doOnNext(request -> {
                    exchange.getAttributes().put(CHALLENGE, request.getAttribute(CHALLENGE));
                    exchange.getAttributes()
                            .put(REFERRAL, request.getAttributes().getOrDefault(REFERRAL, ""));
                });
    }

    private static OAuth2AuthorizationRequest request(JWTClaimsSet kept, ClientRegistration registration) {
        Map<String, Object> attributes = new HashMap<>();
        for (String name : new String[] {
            OAuth2ParameterNames.REGISTRATION_ID,
            OidcParameterNames.NONCE,
            PkceParameterNames.CODE_VERIFIER,
            CHALLENGE,
            REFERRAL
        }) {
            Optional.ofNullable(kept.getClaim(name)).ifPresent(value -> attributes.put(name, value));
        }
        return OAuth2AuthorizationRequest.authorizationCode()
                .authorizationUri(registration.getProviderDetails().getAuthorizationUri())
                .clientId(registration.getClientId())
                .redirectUri(String.valueOf(kept.getClaim(REDIRECT)))
                .scopes(registration.getScopes())
                .state(String.valueOf(kept.getClaim(OAuth2ParameterNames.STATE)))
                .attributes(all -> all.putAll(attributes))
                .build();
    }

    @Override
    public Mono<OAuth2AuthorizationRequest> removeAuthorizationRequest(ServerWebExchange exchange) {
        exchange.getResponse().addCookie(cookie("", Duration.ZERO, false));
        return loadAuthorizationRequest(exchange);
    }
}

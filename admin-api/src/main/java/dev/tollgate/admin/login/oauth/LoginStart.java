package dev.tollgate.admin.login.oauth;

import dev.tollgate.admin.login.Codes;
import dev.tollgate.admin.problem.Problem;
import dev.tollgate.admin.reward.Invitations;
import java.util.Optional;
import java.util.Set;
import org.springframework.security.oauth2.client.registration.ReactiveClientRegistrationRepository;
import org.springframework.security.oauth2.client.web.OAuth2AuthorizationRequestCustomizers;
import org.springframework.security.oauth2.client.web.server.DefaultServerOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.client.web.server.ServerOAuth2AuthorizationRequestResolver;
import org.springframework.security.oauth2.core.endpoint.OAuth2AuthorizationRequest;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.endpoint.PkceParameterNames;
import org.springframework.security.oauth2.core.oidc.endpoint.OidcParameterNames;
import org.springframework.web.server.ServerWebExchange;
import reactor.core.publisher.Mono;

/**
 * {@code GET /oauth2/authorization/{registration}?challenge=…&referral=…}: what a provider is asked. A proof key and a nonce go with
 * it, but not to providers that cannot deal with them: LinkedIn returns no nonce in its id tokens and refuses a proof key.
 * There the signed cookie alone ties the answer to the browser.
 */
final class LoginStart implements ServerOAuth2AuthorizationRequestResolver {

    private static final String NOBODYS = "-";

    private final DefaultServerOAuth2AuthorizationRequestResolver usual;
    private final Set<String> withoutNonce;

    LoginStart(ReactiveClientRegistrationRepository registrations, Set<String> withoutNonce) {
        this.usual = new DefaultServerOAuth2AuthorizationRequestResolver(registrations);
        this.withoutNonce = withoutNonce;
        usual.setAuthorizationRequestCustomizer(OAuth2AuthorizationRequestCustomizers.withPkce());
    }

    @Override
    public Mono<OAuth2AuthorizationRequest> resolve(ServerWebExchange exchange) {
        return usual.resolve(exchange).map(request -> bound(request, exchange));
    }

    @Override
    public Mono<OAuth2AuthorizationRequest> resolve(ServerWebExchange exchange, String registration) {
        return usual.resolve(exchange, registration).map(request -> bound(request, exchange));
    }

    /** By whose code somebody comes; what cannot be one is nobody's, and does not keep people from logging in. */
    private static Optional<String> referral(ServerWebExchange exchange) {
        return Optional.ofNullable(exchange.getRequest().getQueryParams().getFirst("referral"))
                .map(code -> Invitations.canBeCode(code) ? code : NOBODYS);
    }

    private OAuth2AuthorizationRequest bound(OAuth2AuthorizationRequest request, ServerWebExchange exchange) {
        String challenge = exchange.getRequest().getQueryParams().getFirst("challenge");
        if (challenge == null || !Codes.isChallenge(challenge)) {
            throw Problem.badField(
                    "challenge", "must be the SHA-256 of a text that the page keeps, in Base64 for URLs.");
        }
        boolean plain = withoutNonce.contains(
                String.valueOf(request.getAttributes().get(OAuth2ParameterNames.REGISTRATION_ID)));
        return OAuth2AuthorizationRequest.authorizationCode()
                .authorizationUri(request.getAuthorizationUri())
                .clientId(request.getClientId())
                .redirectUri(request.getRedirectUri())
                .scopes(request.getScopes())
                .state(request.getState())
                .additionalParameters(all -> {
                    all.putAll(request.getAdditionalParameters());
                    if (plain) {
                        all.remove(OidcParameterNames.NONCE);
                        all.remove(PkceParameterNames.CODE_CHALLENGE);
                        all.remove(PkceParameterNames.CODE_CHALLENGE_METHOD);
                    }
                })
                .attributes(all -> {
                    all.putAll(request.getAttributes());
                    if (plain) {
                        all.remove(OidcParameterNames.NONCE);
                        all.remove(PkceParameterNames.CODE_VERIFIER);
                    }
                    all.put(StateCookie.CHALLENGE, challenge);
                    referral(exchange).ifPresent(code -> all.put(StateCookie.REFERRAL, code));
                })
                .build();
    }
}

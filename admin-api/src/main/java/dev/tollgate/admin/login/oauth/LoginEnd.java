package dev.tollgate.admin.login.oauth;

import dev.tollgate.admin.login.Codes;
import dev.tollgate.admin.login.Newcomers;
import dev.tollgate.admin.reward.Invitations;
import dev.tollgate.ledger.account.EmailTaken;
import java.net.URI;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.client.registration.ReactiveClientRegistrationRepository;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.oidc.user.OidcUser;
import org.springframework.security.web.server.WebFilterExchange;
import org.springframework.security.web.server.authentication.ServerAuthenticationFailureHandler;
import org.springframework.security.web.server.authentication.ServerAuthenticationSuccessHandler;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.util.UriComponentsBuilder;
import reactor.core.publisher.Mono;

/**
 * The browser is back from the provider: sends it on to the address of the settings, and to no other, with a code for our
 * tokens ({@code ?code=…}, and {@code referral=unknown} if that did not count) or with what went wrong ({@code ?error=…}).
 */
final class LoginEnd implements ServerAuthenticationSuccessHandler, ServerAuthenticationFailureHandler {

    private static final Logger log = LoggerFactory.getLogger(LoginEnd.class);

    private final URI returnUrl;
    private final ReactiveClientRegistrationRepository registrations;
    private final Newcomers newcomers;
    private final Codes codes;
    private final Invitations invitations;

    LoginEnd(
            URI returnUrl,
            ReactiveClientRegistrationRepository registrations,
            Newcomers newcomers,
            Codes codes,
            Invitations invitations) {
        this.returnUrl = returnUrl;
        this.registrations = registrations;
        this.newcomers = newcomers;
        this.codes = codes;
        this.invitations = invitations;
    }

    @Override
    public Mono<Void> onAuthenticationSuccess(WebFilterExchange exchange, Authentication authentication) {
        String challenge = exchange.getExchange().getRequiredAttribute(StateCookie.CHALLENGE);
        OAuth2AuthenticationToken token = (OAuth2AuthenticationToken) authentication;
        if (!(token.getPrincipal() instanceof OidcUser user)) {
            return back(exchange.getExchange(), "error", "no_openid");
        }
        String referral = exchange.getExchange().getRequiredAttribute(StateCookie.REFERRAL);
        return issuer(token.getAuthorizedClientRegistrationId())
                .flatMap(issuer -> invited(issuer, user, referral).flatMap(counts -> newcomers
                        .of(issuer, user.getSubject(), user.getClaims())
                        .flatMap(person -> codes.give(person, issuer, challenge))
                        .flatMap(code -> back(
                                exchange.getExchange(),
                                counts ? Map.of("code", code) : Map.of("code", code, "referral", "unknown")))))
                .onErrorResume(EmailTaken.class, taken -> back(exchange.getExchange(), "error", "email_taken"));
    }

    /** Whether the code counts, which only a newcomer's can; what goes wrong with it keeps nobody out. */
    private Mono<Boolean> invited(String issuer, OidcUser user, String referral) {
        return newcomers
                .knows(issuer, user.getSubject())
                .flatMap(known -> known
                        ? Mono.just(referral.isBlank())
                        : invitations.note(Newcomers.verifiedEmail(user.getClaims()), referral))
                .onErrorResume(failure -> {
                    log.warn("An invitation was not noted: {}", failure.toString());
                    return Mono.just(referral.isBlank());
                });
    }

    /** Whose subjects they are. Without a known issuer, which its tokens are checked for, they are the registration's own. */
    private Mono<String> issuer(String registration) {
        return registrations.findByRegistrationId(registration).map(it -> {
            String issuer = it.getProviderDetails().getIssuerUri();
            return issuer == null ? "registration:" + registration : issuer;
        });
    }

    @Override
    public Mono<Void> onAuthenticationFailure(WebFilterExchange exchange, AuthenticationException failure) {
        // Not the description: it is the provider's, or of whoever made up this address.
        String code = failure instanceof OAuth2AuthenticationException known
                ? known.getError().getErrorCode()
                : failure.getClass().getSimpleName();
        boolean refused = code.equals("access_denied") || code.startsWith("user_cancelled");
        log.info("A log-in at a provider failed: {}", code.replaceAll("[^A-Za-z0-9_-]", "?"));
        return back(exchange.getExchange(), "error", refused ? "refused" : "failed");
    }

    private Mono<Void> back(ServerWebExchange exchange, String name, String value) {
        return back(exchange, Map.of(name, value));
    }

    private Mono<Void> back(ServerWebExchange exchange, Map<String, String> parameters) {
        ServerHttpResponse response = exchange.getResponse();
        response.setStatusCode(HttpStatus.FOUND);
        UriComponentsBuilder target = UriComponentsBuilder.fromUri(returnUrl);
        parameters.forEach(target::queryParam);
        response.getHeaders().setLocation(target.build(true).toUri());
        return response.setComplete();
    }
}

package dev.tollgate.simulator.stripe;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The way of a call through the API: key, version, route, parameters, idempotency, work. Nothing of HTTP is in it. */
final class StripeApi {
    private static final String BEARER = "Bearer ";

    private final Account account;
    private final ParameterCheck check;

    StripeApi(Account account, ParameterCheck check) {
        this.account = account;
        this.check = check;
    }

    /** Answers a request to {@code /v1/…}; faults are not looked at. */
    StripeAnswer answer(StripeRequest request, @Nullable StripeFault fault) {
        String id = account.requestId();
        try {
            authorize(request);
            Routes.Match match = account.routes().find(request.method(), request.path());
            if (match == null) {
                throw StripeError.noSuchUrl(request.method(), request.path());
            }
            ObjectNode raw = Form.parse(request.query(), request.body());
            String key = request.header("idempotency-key");
            Call call = new Call(request.method(), request.path(), Map.of(), new Params(raw), id, key)
                    .with(match.arguments());
            check.check(call, match.template());
            return work(call, match, fault);
        } catch (StripeError e) {
            return StripeAnswer.refused(e, id);
        }
    }

    private StripeAnswer work(Call call, Routes.Match match, @Nullable StripeFault fault) {
        synchronized (account) {
            StripeAnswer earlier = account.idempotency().earlier(call);
            if (earlier != null) {
                return earlier;
            }
            StripeAnswer answer =
                    fault != null && fault.kind() == StripeFault.Kind.FAILED ? scripted(call, fault) : run(call, match);
            if (fault != null && fault.kind() == StripeFault.Kind.STATUS) {
                answer = scripted(call, fault);
            }
            account.idempotency().keep(call, answer);
            return answer;
        }
    }

    private static StripeAnswer scripted(Call call, StripeFault fault) {
        return StripeAnswer.refused(StripeError.scripted(fault.status()), call.id());
    }

    private StripeAnswer run(Call call, Routes.Match match) {
        account.events().causedBy(call);
        try {
            ObjectNode answer = match.endpoint().answer(call);
            return StripeAnswer.ok(
                    account.store().expanded(answer, call.params().texts("expand")), call);
        } catch (StripeError e) {
            return StripeAnswer.refused(e, call.id());
        } finally {
            account.events().causedBy(null);
        }
    }

    private static void authorize(StripeRequest request) {
        String authorization = request.header("authorization");
        if (authorization == null || !authorization.startsWith(BEARER)) {
            throw StripeError.unauthorized("You did not provide an API key. You need to provide your API key in the"
                    + " Authorization header, using Bearer auth.");
        }
        String key = authorization.substring(BEARER.length());
        if (!key.startsWith("sk_test_") && !key.startsWith("rk_test_")) {
            throw StripeError.unauthorized("Invalid API Key provided. The simulator takes keys of the test mode only:"
                    + " sk_test_… or rk_test_….");
        }
        String version = request.header("stripe-version");
        if (version != null && !version.equals(StripeSimulator.API_VERSION)) {
            throw StripeError.invalid(
                    "invalid_api_version",
                    null,
                    "The simulator speaks the API version " + StripeSimulator.API_VERSION + " only, not " + version
                            + ".");
        }
    }
}

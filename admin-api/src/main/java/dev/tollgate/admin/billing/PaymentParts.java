package dev.tollgate.admin.billing;

import com.stripe.exception.StripeException;
import com.stripe.service.V1Services;
import java.util.Optional;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/**
 * Refunds, disputes and charges of which nothing is told but the name: the payment intent that they are about is found out
 * first. One of money that no intent brought is none of ours.
 */
@Component
final class PaymentParts {

    private final StripeCalls stripe;
    private final PaymentEvents payments;

    PaymentParts(StripeCalls stripe, PaymentEvents payments) {
        this.stripe = stripe;
        this.payments = payments;
    }

    /** Whether a name is one of these. */
    static boolean is(String object) {
        return isRefund(object) || isDispute(object) || isCharge(object);
    }

    private static boolean isRefund(String object) {
        return object.startsWith("re_") || object.startsWith("pyr_");
    }

    private static boolean isDispute(String object) {
        return object.startsWith("du_") || object.startsWith("dp_");
    }

    private static boolean isCharge(String object) {
        return object.startsWith("ch_") || object.startsWith("py_");
    }

    Mono<Verdict> part(News news) {
        return stripe.ask(calls -> intent(calls, news.object()))
                .flatMap(intent -> intent.isEmpty()
                        ? Mono.just(Verdict.ignored("of a payment without a payment intent"))
                        : payments.intent(news, intent.get()));
    }

    private static Optional<String> intent(V1Services calls, String object) throws StripeException {
        if (isRefund(object)) {
            return Optional.ofNullable(calls.refunds().retrieve(object).getPaymentIntent());
        }
        return Optional.ofNullable(
                isDispute(object)
                        ? calls.disputes().retrieve(object).getPaymentIntent()
                        : calls.charges().retrieve(object).getPaymentIntent());
    }
}

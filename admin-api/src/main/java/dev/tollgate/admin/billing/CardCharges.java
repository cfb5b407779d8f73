package dev.tollgate.admin.billing;

import com.stripe.exception.CardException;
import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.PaymentIntent;
import com.stripe.model.StripeError;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PaymentIntentListParams;
import com.stripe.service.V1Services;
import dev.tollgate.ledger.billing.TopUp;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Charges of saved cards whose owners are not there, by one payment intent for each order. */
@Component
final class CardCharges {

    private static final long A_PAGE = 100;
    private static final int NOT_FOUND = 404;

    /** Stripe's clock and the database's need not agree. */
    private static final Duration CLOCKS = Duration.ofDays(1);

    private final StripeCalls stripe;

    CardCharges(StripeCalls stripe) {
        this.stripe = stripe;
    }

    /**
     * Charges, once however often it is asked.
     *
     * @return the intent, whatever became of it: a refused card leaves one that is not paid
     */
    Mono<PaymentIntent> charge(TopUp.Charge charge) {
        PaymentIntentCreateParams intent = PaymentIntentCreateParams.builder()
                .setAmount(charge.cents())
                .setCurrency("usd")
                .setCustomer(charge.customer())
                .setPaymentMethod(charge.card())
                .setDescription(charge.item())
                .putMetadata(PaymentEvents.ORDER, charge.order().toString())
                .setAutomaticPaymentMethods(PaymentIntentCreateParams.AutomaticPaymentMethods.builder()
                        .setEnabled(true)
                        .setAllowRedirects(PaymentIntentCreateParams.AutomaticPaymentMethods.AllowRedirects.NEVER)
                        .build())
                .setOffSession(true)
                .setConfirm(true)
                .build();
        return stripe.ask(calls -> {
            try {
                return calls.paymentIntents().create(intent, StripeCalls.once("topup:" + charge.order()));
            } catch (CardException refused) {
                StripeError error = refused.getStripeError();
                if (error == null || error.getPaymentIntent() == null) {
                    throw refused;
                }
                return error.getPaymentIntent();
            }
        });
    }

    /** The intent that was made for a charge, as it is now; empty if Stripe has not heard of it. */
    Mono<Optional<PaymentIntent>> find(TopUp.Charge charge) {
        return stripe.ask(calls -> found(calls, charge));
    }

    private static Optional<PaymentIntent> found(V1Services calls, TopUp.Charge charge) throws StripeException {
        PaymentIntentListParams page = PaymentIntentListParams.builder()
                .setCustomer(charge.customer())
                .setLimit(A_PAGE)
                .setCreated(PaymentIntentListParams.Created.builder()
                        .setGte(charge.orderedAt().minus(CLOCKS).getEpochSecond())
                        .build())
                .build();
        String order = charge.order().toString();
        try {
            for (PaymentIntent intent : calls.paymentIntents().list(page).autoPagingIterable()) {
                Map<String, String> metadata = intent.getMetadata();
                if (metadata != null && order.equals(metadata.get(PaymentEvents.ORDER))) {
                    return Optional.of(intent);
                }
            }
            return Optional.empty();
        } catch (InvalidRequestException refused) {
            // A customer that was deleted at Stripe has none.
            if (refused.getStatusCode() != null && refused.getStatusCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw refused;
        }
    }

    /** Nobody can pay it from then on. Needs no key: a second time nothing is left to cancel. */
    Mono<PaymentIntent> cancel(String intent) {
        return stripe.ask(calls -> calls.paymentIntents().cancel(intent));
    }
}

package dev.tollgate.admin.billing;

import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.Customer;
import com.stripe.model.PaymentMethod;
import com.stripe.param.PaymentMethodListParams;
import com.stripe.service.V1Services;
import dev.tollgate.ledger.billing.Orders;
import java.util.Optional;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** The cards that Stripe keeps for accounts; we know no more of them than their ids. */
@Component
final class SavedCards {

    private static final int NOT_FOUND = 404;

    private final StripeCalls stripe;
    private final Orders orders;
    private final StripeSettings settings;

    SavedCards(StripeCalls stripe, Orders orders, StripeSettings settings) {
        this.stripe = stripe;
        this.orders = orders;
        this.settings = settings;
    }

    /** @param id of the payment method at Stripe */
    record Card(String customer, String id) {}

    /** By which an account is charged when it is not there: the customer's default, else the newest card; empty: none. */
    Mono<Optional<Card>> of(long account) {
        return orders.customer(account, settings.live())
                .flatMap(customer -> stripe.ask(calls -> chosen(calls, customer).map(id -> new Card(customer, id))))
                .defaultIfEmpty(Optional.empty());
    }

    private static Optional<String> chosen(V1Services calls, String id) throws StripeException {
        try {
            Customer customer = calls.customers().retrieve(id);
            if (Boolean.TRUE.equals(customer.getDeleted())) {
                return Optional.empty();
            }
            if (customer.getInvoiceSettings() != null
                    && customer.getInvoiceSettings().getDefaultPaymentMethod() != null) {
                return Optional.of(customer.getInvoiceSettings().getDefaultPaymentMethod());
            }
            PaymentMethodListParams newest = PaymentMethodListParams.builder()
                    .setCustomer(id)
                    .setType(PaymentMethodListParams.Type.CARD)
                    .setLimit(1L)
                    .build();
            return calls.paymentMethods().list(newest).getData().stream()
                    .map(PaymentMethod::getId)
                    .findFirst();
        } catch (InvalidRequestException refused) {
            if (refused.getStatusCode() != null && refused.getStatusCode() == NOT_FOUND) {
                return Optional.empty();
            }
            throw refused;
        }
    }
}

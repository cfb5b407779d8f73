package dev.tollgate.simulator.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.Stripe;
import com.stripe.exception.StripeException;
import com.stripe.model.Charge;
import com.stripe.model.PaymentIntent;
import com.stripe.model.checkout.Session;
import com.stripe.param.checkout.SessionRetrieveParams;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Checkout sessions, from the call that makes them to the money. */
final class CheckoutIT {
    private final StripeAccount account = new StripeAccount();

    @AfterEach
    void close() {
        account.close();
    }

    @Test
    void has_the_api_version_of_the_client() {
        assertThat(StripeSimulator.API_VERSION).isEqualTo(Stripe.API_VERSION);
    }

    @Test
    void a_paid_session_has_a_payment_intent_a_charge_and_an_event_for_each() throws StripeException {
        Session open = account.purchase(2500);
        assertThat(open.getUrl()).isEqualTo(account.simulator.url() + "/pay/" + open.getId());
        assertThat(open.getPaymentIntent()).isNull();
        assertThat(open.getLineItems()).isNull();

        account.simulator.shopper().pay(open.getId());

        Session paid = account.client
                .v1()
                .checkout()
                .sessions()
                .retrieve(
                        open.getId(),
                        SessionRetrieveParams.builder()
                                .addExpand("payment_intent.latest_charge")
                                .addExpand("line_items")
                                .build());
        assertThat(paid.getStatus()).isEqualTo("complete");
        assertThat(paid.getPaymentStatus()).isEqualTo("paid");
        PaymentIntent intent = paid.getPaymentIntentObject();
        assertThat(intent.getAmountReceived()).isEqualTo(2500);
        Charge charge = intent.getLatestChargeObject();
        assertThat(charge.getPaid()).isTrue();
        assertThat(paid.getLineItems().getData().get(0).getPrice().getMetadata())
                .containsEntry("includedCredits", "2500");
        assertThat(account.types())
                .endsWith(
                        "payment_intent.created",
                        "charge.succeeded",
                        "payment_intent.succeeded",
                        "checkout.session.completed");
        assertThat(((Session) account.last("checkout.session.completed")).getPaymentStatus())
                .isEqualTo("paid");
    }
}

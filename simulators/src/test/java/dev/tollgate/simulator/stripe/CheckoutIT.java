package dev.tollgate.simulator.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.Stripe;
import com.stripe.exception.StripeException;
import com.stripe.model.Charge;
import com.stripe.model.Coupon;
import com.stripe.model.Customer;
import com.stripe.model.PaymentIntent;
import com.stripe.model.SetupIntent;
import com.stripe.model.checkout.Session;
import com.stripe.param.CouponCreateParams;
import com.stripe.param.PaymentIntentCreateParams;
import com.stripe.param.PromotionCodeCreateParams;
import com.stripe.param.checkout.SessionCreateParams;
import com.stripe.param.checkout.SessionRetrieveParams;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
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

    @Test
    void money_that_comes_late_is_told_by_an_event_of_its_own() throws StripeException {
        Session session = account.purchase(1000);
        account.simulator.shopper().pay(session.getId(), Card.BANK_DEBIT);
        assertThat(((Session) account.last("checkout.session.completed")).getPaymentStatus())
                .isEqualTo("unpaid");

        account.simulator.shopper().settle(session.getId(), true);

        assertThat(((Session) account.last("checkout.session.async_payment_succeeded")).getPaymentStatus())
                .isEqualTo("paid");
        assertThat(account.types()).endsWith("payment_intent.succeeded", "checkout.session.async_payment_succeeded");
    }

    @Test
    void money_that_never_comes_leaves_the_session_unpaid() throws StripeException {
        Session session = account.purchase(1000);
        account.simulator.shopper().pay(session.getId(), Card.BANK_DEBIT);
        account.simulator.shopper().settle(session.getId(), false);

        assertThat(((Session) account.last("checkout.session.async_payment_failed")).getPaymentStatus())
                .isEqualTo("unpaid");
        assertThat(((PaymentIntent) account.last("payment_intent.payment_failed")).getStatus())
                .isEqualTo("requires_payment_method");
    }

    @Test
    void a_declined_card_leaves_the_session_open_and_a_bank_that_asks_does_not() throws StripeException {
        Session session = account.purchase(1000);

        assertThat(account.simulator.shopper().pay(session.getId(), Card.DECLINED))
                .isFalse();
        assertThat(account.types()).endsWith("payment_intent.payment_failed");
        assertThat(account.simulator.shopper().pay(session.getId(), Card.AUTHENTICATION_REQUIRED))
                .isTrue();
        assertThat(account.types()).contains("payment_intent.requires_action").endsWith("checkout.session.completed");
    }

    @Test
    void an_abandoned_session_expires_and_so_does_one_that_is_a_day_old() throws StripeException {
        Session left = account.purchase(1000);
        Session forgotten = account.purchase(1000);
        account.simulator.shopper().abandon(left.getId());
        account.simulator.advance(Duration.ofHours(25));

        assertThat(account.types()).endsWith("checkout.session.expired", "checkout.session.expired");
        Session expired = account.client.v1().checkout().sessions().retrieve(forgotten.getId());
        assertThat(expired.getStatus()).isEqualTo("expired");
        assertThatThrownBy(() -> account.simulator.shopper().pay(forgotten.getId()))
                .hasMessageContaining("is expired, not open");
    }

    @Test
    void a_setup_session_saves_a_card_that_is_charged_later_without_the_customer() throws StripeException {
        Customer customer = account.customer();
        Session session = account.client
                .v1()
                .checkout()
                .sessions()
                .create(SessionCreateParams.builder()
                        .setMode(SessionCreateParams.Mode.SETUP)
                        .setCurrency("usd")
                        .setCustomer(customer.getId())
                        .setSuccessUrl("https://example.com/thanks")
                        .build());
        account.simulator.shopper().pay(session.getId());

        SetupIntent setup = (SetupIntent) account.last("setup_intent.succeeded");
        PaymentIntent intent = account.client
                .v1()
                .paymentIntents()
                .create(PaymentIntentCreateParams.builder()
                        .setAmount(1500L)
                        .setCurrency("usd")
                        .setCustomer(customer.getId())
                        .setPaymentMethod(setup.getPaymentMethod())
                        .setOffSession(true)
                        .setConfirm(true)
                        .build());
        assertThat(intent.getStatus()).isEqualTo("succeeded");
    }

    @Test
    void a_promotion_code_takes_its_part_off() throws StripeException {
        Coupon coupon = account.client
                .v1()
                .coupons()
                .create(CouponCreateParams.builder()
                        .setPercentOff(new BigDecimal("25"))
                        .setDuration(CouponCreateParams.Duration.ONCE)
                        .build());
        account.client
                .v1()
                .promotionCodes()
                .create(PromotionCodeCreateParams.builder()
                        .setCode("SPRING")
                        .setPromotion(PromotionCodeCreateParams.Promotion.builder()
                                .setType(PromotionCodeCreateParams.Promotion.Type.COUPON)
                                .setCoupon(coupon.getId())
                                .build())
                        .build());
        Session session = account.client
                .v1()
                .checkout()
                .sessions()
                .create(StripeAccount.session(SessionCreateParams.Mode.PAYMENT, account.price(1000))
                        .setAllowPromotionCodes(true)
                        .build());
        account.simulator.shopper().typeCode(session.getId(), "spring");
        account.simulator.shopper().pay(session.getId());

        Session paid = (Session) account.last("checkout.session.completed");
        assertThat(paid.getAmountTotal()).isEqualTo(750);
        assertThat(paid.getTotalDetails().getAmountDiscount()).isEqualTo(250);
        assertThat(((PaymentIntent) account.last("payment_intent.succeeded")).getAmount())
                .isEqualTo(750);
    }

    @Test
    void a_person_can_pay_on_the_hosted_page() throws Exception {
        Session session = account.purchase(2500);
        HttpClient browser = HttpClient.newHttpClient();
        String page = browser.send(
                        HttpRequest.newBuilder(URI.create(session.getUrl())).build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        assertThat(page).contains("1 × Credits: 25.00 USD").contains("Total: <strong>25.00 USD");

        HttpResponse<String> clicked = browser.send(
                HttpRequest.newBuilder(URI.create(session.getUrl() + "/card"))
                        .POST(HttpRequest.BodyPublishers.ofString("card=accepted"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());

        assertThat(clicked.statusCode()).isEqualTo(303);
        assertThat(clicked.headers().firstValue("location"))
                .contains("https://example.com/thanks?session=" + session.getId());
        assertThat(account.types()).endsWith("checkout.session.completed");
    }
}

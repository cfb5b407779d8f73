package dev.tollgate.admin.billing;

import com.stripe.param.checkout.SessionCreateParams;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.pricing.PlanOffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/** What Stripe is told of an order, so that it shows a page to pay it. */
@Component
final class CheckoutSessions {

    /** Stripe's shortest is thirty minutes; a code is taken for so long at most. */
    static final Duration OPEN = Duration.ofMinutes(35);

    private final StripeSettings settings;
    private final Environment environment;

    CheckoutSessions(StripeSettings settings, Environment environment) {
        this.settings = settings;
        this.environment = environment;
    }

    /**
     * @param savesCard whether the card may be charged by itself from now on
     * @param coupon of a plan's first payment; empty: none
     */
    SessionCreateParams of(
            Account account, String customer, Purchases.Opened opened, boolean savesCard, Optional<String> coupon) {
        String order = opened.order().id().toString();
        SessionCreateParams.Builder session = SessionCreateParams.builder()
                .setCustomer(customer)
                .setClientReferenceId(account.publicId())
                .putMetadata(PaymentEvents.ORDER, order)
                .setSuccessUrl(back("paid"))
                .setCancelUrl(back("cancelled"))
                .setExpiresAt(Instant.now().plus(OPEN).getEpochSecond())
                .addLineItem(line(opened.offer()));
        coupon.ifPresent(id -> session.addDiscount(
                SessionCreateParams.Discount.builder().setCoupon(id).build()));
        Optional<Offer.Subscribed> plan = opened.offer().plan();
        if (plan.isPresent()) {
            return session.setMode(SessionCreateParams.Mode.SUBSCRIPTION)
                    .setSubscriptionData(subscription(account, order, plan.get()))
                    .build();
        }
        session.setMode(SessionCreateParams.Mode.PAYMENT);
        if (opened.order().cents() > 0) {
            SessionCreateParams.PaymentIntentData.Builder payment =
                    SessionCreateParams.PaymentIntentData.builder().putMetadata(PaymentEvents.ORDER, order);
            if (savesCard) {
                payment.setSetupFutureUsage(SessionCreateParams.PaymentIntentData.SetupFutureUsage.OFF_SESSION);
            }
            session.setPaymentIntentData(payment.build());
        }
        return session.build();
    }

    private static SessionCreateParams.SubscriptionData subscription(
            Account account, String order, Offer.Subscribed plan) {
        SessionCreateParams.SubscriptionData.Builder subscription = SessionCreateParams.SubscriptionData.builder()
                .putMetadata(Buyers.ACCOUNT, account.publicId())
                .putMetadata(PaymentEvents.ORDER, order);
        return plan.trialDays() == 0
                ? subscription.build()
                : subscription.setTrialPeriodDays((long) plan.trialDays()).build();
    }

    /** The price that the environment names, or one of its own. */
    private SessionCreateParams.LineItem line(Offer offer) {
        SessionCreateParams.LineItem.Builder line =
                SessionCreateParams.LineItem.builder().setQuantity(1L);
        Optional<String> price = price(offer);
        return price.isPresent()
                ? line.setPrice(price.get()).build()
                : line.setPriceData(priceData(offer)).build();
    }

    Optional<String> price(Offer offer) {
        return offer.price()
                .map(name -> name.variable() ? environment.getProperty(name.text()) : name.text())
                .map(String::strip)
                .filter(price -> !price.isEmpty());
    }

    private static SessionCreateParams.LineItem.PriceData priceData(Offer offer) {
        SessionCreateParams.LineItem.PriceData.ProductData.Builder product =
                SessionCreateParams.LineItem.PriceData.ProductData.builder().setName(offer.item());
        offer.plan()
                .ifPresent(plan ->
                        product.putMetadata(SubscriptionEvents.PLAN, plan.plan().name()));
        SessionCreateParams.LineItem.PriceData.Builder price = SessionCreateParams.LineItem.PriceData.builder()
                .setCurrency("usd")
                .setUnitAmount(offer.cents())
                .setProductData(product.build());
        offer.plan()
                .ifPresent(plan -> price.setRecurring(SessionCreateParams.LineItem.PriceData.Recurring.builder()
                        .setInterval(
                                plan.every() == PlanOffer.Billing.YEAR
                                        ? SessionCreateParams.LineItem.PriceData.Recurring.Interval.YEAR
                                        : SessionCreateParams.LineItem.PriceData.Recurring.Interval.MONTH)
                        .build()));
        return price.build();
    }

    private String back(String result) {
        String url = Objects.requireNonNull(settings.returnUrl()).toString();
        return url + (url.contains("?") ? "&" : "?") + "checkout=" + result;
    }
}

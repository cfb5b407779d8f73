package dev.tollgate.app;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.param.CouponCreateParams;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.PriceCreateParams;
import com.stripe.param.ProductCreateParams;
import java.math.BigDecimal;

/** What the owner of an account at Stripe makes there; each is answered by its id. */
record StripeCatalog(StripeClient client) {

    /** A price for a month, in cents, of a product of its own. */
    String monthly(String name, long cents) {
        return made(() -> client.v1()
                .prices()
                .create(PriceCreateParams.builder()
                        .setProduct(client.v1()
                                .products()
                                .create(ProductCreateParams.builder()
                                        .setName(name)
                                        .build())
                                .getId())
                        .setCurrency("usd")
                        .setUnitAmount(cents)
                        .setRecurring(PriceCreateParams.Recurring.builder()
                                .setInterval(PriceCreateParams.Recurring.Interval.MONTH)
                                .build())
                        .build())
                .getId());
    }

    /** So many per cent off for ever. */
    String coupon(long percentOff) {
        return made(() -> client.v1()
                .coupons()
                .create(CouponCreateParams.builder()
                        .setPercentOff(BigDecimal.valueOf(percentOff))
                        .setDuration(CouponCreateParams.Duration.FOREVER)
                        .build())
                .getId());
    }

    /** Somebody with a card that works. */
    String customer() {
        return made(() -> client.v1()
                .customers()
                .create(CustomerCreateParams.builder()
                        .setPaymentMethod("pm_card_visa")
                        .build())
                .getId());
    }

    @FunctionalInterface
    private interface Call {
        String on() throws StripeException;
    }

    private static String made(Call call) {
        try {
            return call.on();
        } catch (StripeException failure) {
            throw new AssertionError(failure);
        }
    }
}

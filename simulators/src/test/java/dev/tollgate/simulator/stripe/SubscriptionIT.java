package dev.tollgate.simulator.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.exception.StripeException;
import com.stripe.model.Invoice;
import com.stripe.model.InvoiceLineItem;
import com.stripe.model.Price;
import com.stripe.model.Subscription;
import com.stripe.model.SubscriptionItem;
import com.stripe.model.checkout.Session;
import com.stripe.param.CouponCreateParams;
import com.stripe.param.InvoiceListParams;
import com.stripe.param.InvoicePaymentListParams;
import com.stripe.param.InvoiceRetrieveParams;
import com.stripe.param.PriceCreateParams;
import com.stripe.param.SubscriptionUpdateParams;
import com.stripe.param.checkout.SessionCreateParams;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Subscriptions over months that pass at once. */
final class SubscriptionIT {
    private static final Duration MONTH = Duration.ofDays(31);

    private final StripeAccount account = new StripeAccount();

    @AfterEach
    void close() {
        account.close();
    }

    @Test
    void a_bought_subscription_is_active_and_its_invoice_names_it_in_the_newest_shape() throws StripeException {
        Subscription subscription = account.subscribed(account.monthly(2000));

        assertThat(subscription.getStatus()).isEqualTo("active");
        SubscriptionItem item = subscription.getItems().getData().get(0);
        assertThat(item.getCurrentPeriodEnd()).isGreaterThan(item.getCurrentPeriodStart());
        Invoice invoice = (Invoice) account.last("invoice.paid");
        assertThat(invoice.getBillingReason()).isEqualTo("subscription_create");
        assertThat(invoice.getParent().getSubscriptionDetails().getSubscription())
                .isEqualTo(subscription.getId());
        InvoiceLineItem line = invoice.getLines().getData().get(0);
        assertThat(line.getParent().getSubscriptionItemDetails().getSubscription())
                .isEqualTo(subscription.getId());
        assertThat(line.getPricing().getPriceDetails().getPrice())
                .isEqualTo(item.getPrice().getId());
        assertThat(line.getPeriod().getEnd()).isEqualTo(item.getCurrentPeriodEnd());
        String payment = account.client
                .v1()
                .invoices()
                .retrieve(
                        invoice.getId(),
                        InvoiceRetrieveParams.builder().addExpand("payments").build())
                .getPayments()
                .getData()
                .get(0)
                .getPayment()
                .getPaymentIntent();
        assertThat(account.client
                        .v1()
                        .invoicePayments()
                        .list(InvoicePaymentListParams.builder()
                                .setInvoice(invoice.getId())
                                .build())
                        .getData()
                        .get(0)
                        .getPayment()
                        .getPaymentIntent())
                .isEqualTo(payment);
    }

    @Test
    void each_month_brings_an_invoice_until_it_is_cancelled_at_the_end_of_a_period() throws StripeException {
        Subscription subscription = account.subscribed(account.monthly(2000));
        account.simulator.advance(MONTH.multipliedBy(2));
        assertThat(invoices(subscription))
                .extracting(Invoice::getBillingReason)
                .containsExactly("subscription_cycle", "subscription_cycle", "subscription_create");

        update(
                subscription,
                SubscriptionUpdateParams.builder().setCancelAtPeriodEnd(true).build());
        account.simulator.advance(MONTH);

        assertThat(account.types()).endsWith("customer.subscription.deleted");
        assertThat(invoices(subscription)).hasSize(3);
        assertThat(read(subscription).getStatus()).isEqualTo("canceled");
    }

    @Test
    void a_failing_card_makes_it_past_due_and_a_good_one_active_again() throws StripeException {
        Subscription subscription = account.subscribed(account.monthly(2000));
        account.simulator.dashboard().changeCard(subscription.getCustomer(), Card.DECLINED);
        account.simulator.advance(MONTH);
        assertThat(account.types()).contains("invoice.payment_failed");
        assertThat(read(subscription).getStatus()).isEqualTo("past_due");

        account.simulator.dashboard().changeCard(subscription.getCustomer(), Card.ACCEPTED);
        account.simulator.advance(Duration.ofDays(3));

        assertThat(read(subscription).getStatus()).isEqualTo("active");
        assertThat(((Invoice) account.last("invoice.paid")).getAttemptCount()).isEqualTo(2);
    }

    @Test
    void a_card_that_fails_for_good_ends_it() throws StripeException {
        Subscription subscription = account.subscribed(account.monthly(2000));
        account.simulator.dashboard().changeCard(subscription.getCustomer(), Card.INSUFFICIENT_FUNDS);
        account.simulator.advance(MONTH.plusDays(15));

        assertThat(read(subscription).getStatus()).isEqualTo("canceled");
        assertThat(account.types()).endsWith("customer.subscription.deleted");
    }

    @Test
    void an_upgrade_in_the_middle_is_invoiced_with_what_is_left_of_both_prices() throws StripeException {
        Subscription subscription = account.subscribed(account.monthly(2000));
        Price bigger = account.monthly(5000);
        account.simulator.advance(Duration.ofDays(15));
        change(subscription, bigger, SubscriptionUpdateParams.ProrationBehavior.ALWAYS_INVOICE);

        Invoice invoice = (Invoice) account.last("invoice.paid");
        assertThat(invoice.getBillingReason()).isEqualTo("subscription_update");
        List<InvoiceLineItem> lines = invoice.getLines().getData();
        assertThat(lines)
                .allMatch(line -> line.getParent().getSubscriptionItemDetails().getProration());
        assertThat(lines.get(0).getAmount()).isNegative().isGreaterThan(-2000);
        assertThat(lines.get(1).getAmount()).isPositive().isLessThan(5000);
        assertThat(invoice.getAmountPaid())
                .isEqualTo(lines.get(0).getAmount() + lines.get(1).getAmount());
    }

    @Test
    void a_downgrade_is_settled_with_the_next_period() throws StripeException {
        Subscription subscription = account.subscribed(account.monthly(5000));
        Price smaller = account.monthly(2000);
        account.simulator.advance(Duration.ofDays(15));
        change(subscription, smaller, SubscriptionUpdateParams.ProrationBehavior.CREATE_PRORATIONS);
        assertThat(invoices(subscription)).hasSize(1);

        account.simulator.advance(MONTH.minusDays(15));

        Invoice invoice = invoices(subscription).get(0);
        assertThat(invoice.getLines().getData()).hasSize(3);
        assertThat(invoice.getTotal()).isLessThan(2000);
    }

    @Test
    void a_change_from_month_to_year_begins_a_new_period_at_once() throws StripeException {
        Subscription subscription = account.subscribed(account.monthly(2000));
        Price yearly = account.recurring(20_000, PriceCreateParams.Recurring.Interval.YEAR);
        account.simulator.advance(Duration.ofDays(15));
        change(subscription, yearly, SubscriptionUpdateParams.ProrationBehavior.CREATE_PRORATIONS);

        Invoice invoice = (Invoice) account.last("invoice.paid");
        assertThat(invoice.getLines().getData())
                .extracting(InvoiceLineItem::getAmount)
                .contains(20_000L);
        assertThat(invoice.getAmountPaid()).isBetween(18_000L, 19_999L);
    }

    @Test
    void a_coupon_is_told_of_on_whole_periods_and_taken_off_parts_already() throws StripeException {
        String coupon = account.client
                .v1()
                .coupons()
                .create(CouponCreateParams.builder()
                        .setPercentOff(BigDecimal.valueOf(50))
                        .setDuration(CouponCreateParams.Duration.FOREVER)
                        .build())
                .getId();
        Session session = account.client
                .v1()
                .checkout()
                .sessions()
                .create(StripeAccount.session(SessionCreateParams.Mode.SUBSCRIPTION, account.monthly(2000))
                        .addDiscount(SessionCreateParams.Discount.builder()
                                .setCoupon(coupon)
                                .build())
                        .build());
        account.simulator.shopper().pay(session.getId());
        InvoiceLineItem whole =
                ((Invoice) account.last("invoice.paid")).getLines().getData().get(0);
        assertThat(whole.getAmount()).isEqualTo(2000);
        assertThat(whole.getDiscountAmounts())
                .extracting(InvoiceLineItem.DiscountAmount::getAmount)
                .containsExactly(1000L);

        Subscription subscription = (Subscription) account.last("customer.subscription.created");
        change(subscription, account.monthly(4000), SubscriptionUpdateParams.ProrationBehavior.ALWAYS_INVOICE);

        Invoice change = (Invoice) account.last("invoice.paid");
        assertThat(change.getLines().getData())
                .extracting(InvoiceLineItem::getAmount)
                .containsExactly(-1000L, 2000L);
        assertThat(change.getAmountPaid()).isEqualTo(1000);
    }

    @Test
    void a_trial_costs_nothing_until_it_ends() throws StripeException {
        Session session = account.client
                .v1()
                .checkout()
                .sessions()
                .create(StripeAccount.session(SessionCreateParams.Mode.SUBSCRIPTION, account.monthly(2000))
                        .setSubscriptionData(SessionCreateParams.SubscriptionData.builder()
                                .setTrialPeriodDays(7L)
                                .putMetadata("user_id", "u1")
                                .build())
                        .build());
        account.simulator.shopper().pay(session.getId());
        Session complete = (Session) account.last("checkout.session.completed");
        assertThat(complete.getPaymentStatus()).isEqualTo("no_payment_required");
        assertThat(((Invoice) account.last("invoice.paid")).getAmountPaid()).isZero();

        account.simulator.advance(Duration.ofDays(7));

        assertThat(account.types()).contains("customer.subscription.trial_will_end");
        Invoice first = (Invoice) account.last("invoice.paid");
        assertThat(first.getAmountPaid()).isEqualTo(2000);
        assertThat(first.getParent().getSubscriptionDetails().getMetadata()).containsEntry("user_id", "u1");
    }

    @Test
    void while_collection_is_paused_invoices_are_void() throws StripeException {
        Subscription subscription = account.subscribed(account.monthly(2000));
        update(
                subscription,
                SubscriptionUpdateParams.builder()
                        .setPauseCollection(SubscriptionUpdateParams.PauseCollection.builder()
                                .setBehavior(SubscriptionUpdateParams.PauseCollection.Behavior.VOID)
                                .build())
                        .build());
        account.simulator.advance(MONTH);
        assertThat(account.types()).contains("invoice.voided");
        assertThat(read(subscription).getPauseCollection().getBehavior()).isEqualTo("void");
        assertThat(invoices(subscription)).extracting(Invoice::getStatus).containsExactly("void", "paid");
    }

    private void change(Subscription subscription, Price price, SubscriptionUpdateParams.ProrationBehavior behavior)
            throws StripeException {
        update(
                subscription,
                SubscriptionUpdateParams.builder()
                        .setProrationBehavior(behavior)
                        .addItem(SubscriptionUpdateParams.Item.builder()
                                .setId(subscription.getItems().getData().get(0).getId())
                                .setPrice(price.getId())
                                .build())
                        .build());
    }

    private void update(Subscription subscription, SubscriptionUpdateParams params) throws StripeException {
        account.client.v1().subscriptions().update(subscription.getId(), params);
    }

    private Subscription read(Subscription subscription) throws StripeException {
        return account.client.v1().subscriptions().retrieve(subscription.getId());
    }

    private List<Invoice> invoices(Subscription subscription) throws StripeException {
        return account.client
                .v1()
                .invoices()
                .list(InvoiceListParams.builder()
                        .setSubscription(subscription.getId())
                        .build())
                .getData();
    }
}

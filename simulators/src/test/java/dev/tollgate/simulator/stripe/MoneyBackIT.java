package dev.tollgate.simulator.stripe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.stripe.exception.InvalidRequestException;
import com.stripe.exception.StripeException;
import com.stripe.model.BalanceTransaction;
import com.stripe.model.Charge;
import com.stripe.model.Dispute;
import com.stripe.model.Refund;
import com.stripe.model.radar.EarlyFraudWarning;
import com.stripe.param.BalanceTransactionListParams;
import com.stripe.param.DisputeListParams;
import com.stripe.param.RefundCreateParams;
import com.stripe.param.RefundListParams;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Refunds, disputes and warnings of fraud. */
final class MoneyBackIT {
    private final StripeAccount account = new StripeAccount();
    private String payment = "";

    @BeforeEach
    void pay() throws StripeException {
        payment = account.paid(1000).getPaymentIntent();
    }

    @AfterEach
    void close() {
        account.close();
    }

    @Test
    void a_part_and_then_the_rest_are_refunded_and_no_more() throws StripeException {
        Refund part = refund(300L);
        assertThat(part.getStatus()).isEqualTo("succeeded");
        assertThat(((Charge) account.last("charge.refunded")).getAmountRefunded())
                .isEqualTo(300);

        assertThatThrownBy(() -> refund(701L))
                .isInstanceOf(InvalidRequestException.class)
                .hasMessageContaining("greater than unrefunded amount");
        assertThat(refund(null).getAmount()).isEqualTo(700);
        assertThat(((Charge) account.last("charge.refunded")).getRefunded()).isTrue();
        assertThat(account.client
                        .v1()
                        .refunds()
                        .list(RefundListParams.builder()
                                .setPaymentIntent(payment)
                                .build())
                        .getData())
                .hasSize(2);
        assertThat(booked()).isZero();
    }

    @Test
    void a_refund_from_the_dashboard_can_fail_later() throws StripeException {
        String refund = account.simulator.dashboard().refund(payment, 400L);
        account.simulator.dashboard().failRefund(refund);

        assertThat(((Refund) account.last("refund.failed")).getStatus()).isEqualTo("failed");
        assertThat(account.types()).contains("refund.created").endsWith("refund.failed", "charge.refund.updated");
        assertThat(booked()).isEqualTo(1000);
    }

    @Test
    void a_dispute_takes_the_money_and_gives_it_back_when_it_is_won() throws StripeException {
        Dashboard bank = account.simulator.dashboard();
        String dispute = bank.dispute(payment, null);
        bank.withdrawFunds(dispute);
        assertThat(booked()).isZero();
        assertThatThrownBy(() -> refund(null)).hasMessageContaining("charged back");
        bank.win(dispute);
        bank.reinstateFunds(dispute);

        assertThat(account.types())
                .endsWith(
                        "charge.dispute.created",
                        "charge.dispute.funds_withdrawn",
                        "charge.dispute.closed",
                        "charge.dispute.funds_reinstated");
        assertThat(((Dispute) account.last("charge.dispute.closed")).getStatus())
                .isEqualTo("won");
        assertThat(((Dispute) account.last("charge.dispute.funds_reinstated")).getBalanceTransactions())
                .extracting(BalanceTransaction::getAmount)
                .containsExactly(-1000L, 1000L);
        assertThat(booked()).isEqualTo(1000);
        assertThat(refund(null).getStatus()).isEqualTo("succeeded");
    }

    @Test
    void a_dispute_is_lost_and_an_inquiry_only_closed() throws StripeException {
        Dashboard bank = account.simulator.dashboard();
        bank.lose(bank.inquiry(payment));
        assertThat(((Dispute) account.last("charge.dispute.closed")).getStatus())
                .isEqualTo("warning_closed");

        bank.lose(bank.dispute(payment, 500L));
        assertThat(account.client
                        .v1()
                        .disputes()
                        .list(DisputeListParams.builder()
                                .setPaymentIntent(payment)
                                .build())
                        .getData())
                .extracting(Dispute::getStatus)
                .containsExactly("lost", "warning_closed");
    }

    @Test
    void an_early_fraud_warning_names_the_payment() throws StripeException {
        account.simulator.dashboard().warnOfFraud(payment);

        assertThat(((EarlyFraudWarning) account.last("radar.early_fraud_warning.created")).getPaymentIntent())
                .isEqualTo(payment);
    }

    private Refund refund(@Nullable Long amount) throws StripeException {
        return account.client
                .v1()
                .refunds()
                .create(RefundCreateParams.builder()
                        .setPaymentIntent(payment)
                        .setAmount(amount)
                        .build());
    }

    private long booked() throws StripeException {
        return account
                .client
                .v1()
                .balanceTransactions()
                .list(BalanceTransactionListParams.builder().setLimit(100L).build())
                .getData()
                .stream()
                .mapToLong(BalanceTransaction::getAmount)
                .sum();
    }
}

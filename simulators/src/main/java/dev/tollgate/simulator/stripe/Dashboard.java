package dev.tollgate.simulator.stripe;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the owner of the account does in Stripe's dashboard, and what banks do to it. A payment is named by the id of
 * its charge or its payment intent; amounts are in the currency's smallest unit. Each answers the id of what it made.
 */
public final class Dashboard {
    private final Account account;

    Dashboard(Account account) {
        this.account = account;
    }

    /** Gives money back; all that is left if no amount is given. */
    public String refund(String payment, @Nullable Long amount) {
        return id(() ->
                Json.need(account.refunds().create(payment, amount, "requested_by_customer", Json.object()), "id"));
    }

    /** The bank sends a refund back. */
    public void failRefund(String refund) {
        run(() -> account.refunds().fail(refund));
    }

    /** The customer disputes a payment at the bank; the whole if no amount is given. The money is not taken yet. */
    public String dispute(String payment, @Nullable Long amount) {
        return id(() -> Json.need(account.disputes().create(payment, amount, false), "id"));
    }

    /** The bank asks about a payment, and takes nothing. */
    public String inquiry(String payment) {
        return id(() -> Json.need(account.disputes().create(payment, null, true), "id"));
    }

    /** The bank takes the money of a dispute; an inquiry becomes a dispute with that. */
    public void withdrawFunds(String dispute) {
        run(() -> account.disputes().withdraw(dispute));
    }

    /** The bank gives the money of a dispute back. */
    public void reinstateFunds(String dispute) {
        run(() -> account.disputes().reinstate(dispute));
    }

    /** The dispute is closed, won; whether the money comes back is told apart. */
    public void win(String dispute) {
        run(() -> account.disputes().close(dispute, true));
    }

    /** The dispute is closed, lost; an inquiry is only closed. */
    public void lose(String dispute) {
        run(() -> account.disputes().close(dispute, false));
    }

    /** The card's issuer warns of fraud. */
    public String warnOfFraud(String payment) {
        return id(() -> Json.need(account.disputes().warn(payment), "id"));
    }

    /** From now on, what this customer is charged by behaves so: the next renewals succeed or fail. */
    public void changeCard(String customer, Card card) {
        run(() -> {
            for (var method : account.store().ofKind("payment_method")) {
                if (Json.is(method, "customer", customer)) {
                    account.paymentMethods().change(Json.need(method, "id"), card);
                }
            }
        });
    }

    private void run(Runnable work) {
        synchronized (account) {
            told(work);
        }
    }

    private String id(Supplier<String> work) {
        synchronized (account) {
            try {
                return work.get();
            } catch (StripeError e) {
                throw new IllegalStateException(e.getMessage(), e);
            }
        }
    }

    /** Runs it; what Stripe's API would refuse is an {@link IllegalStateException} for those who use Java. */
    static void told(Runnable work) {
        try {
            work.run();
        } catch (StripeError e) {
            throw new IllegalStateException(e.getMessage(), e);
        }
    }
}

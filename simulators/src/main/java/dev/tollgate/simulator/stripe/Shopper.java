package dev.tollgate.simulator.stripe;

/** A person before the hosted page of a checkout session. Sessions are named by their ids. */
public final class Shopper {
    private final Account account;

    Shopper(Account account) {
        this.account = account;
    }

    /** Pays with a card that works; in the other modes, subscribes with it or saves it. */
    public void pay(String session) {
        pay(session, Card.ACCEPTED);
    }

    /**
     * Pays by a card that behaves so, or by bank debit, whose money {@link #settle} lets arrive. A bank that wants to
     * see the customer sees them. A declined card leaves the session open.
     *
     * @return whether the session is complete
     * @throws IllegalStateException if the session is not open
     */
    public boolean pay(String session, Card card) {
        synchronized (account) {
            Dashboard.told(() -> account.checkoutSessions().needOpen(session));
            try {
                account.checkoutPayments().pay(session, card);
                return true;
            } catch (StripeError declined) {
                return false;
            }
        }
    }

    /** Types a promotion code; one that is not known, or not asked for, changes nothing. */
    public void typeCode(String session, String code) {
        synchronized (account) {
            Dashboard.told(() -> account.checkoutPayments().typeCode(session, code));
        }
    }

    /** The money of a bank debit arrives, or ({@code success} is false) does not. */
    public void settle(String session, boolean success) {
        synchronized (account) {
            Dashboard.told(() -> account.checkoutPayments().settle(session, success));
        }
    }

    /** Leaves for good: the session expires. */
    public void abandon(String session) {
        synchronized (account) {
            Dashboard.told(() ->
                    account.checkoutSessions().expire(account.checkoutSessions().needOpen(session)));
        }
    }

    /** Does what the bank asks for, for a payment intent that requires an action. */
    public void authenticate(String intent, boolean success) {
        synchronized (account) {
            Dashboard.told(
                    () -> account.payments().settle(account.paymentIntents().need("payment_intent", intent), success));
        }
    }
}

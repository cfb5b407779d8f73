package dev.tollgate.simulator.stripe;

import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a way to pay behaves when it is charged. Known by Stripe's test ids, such as {@code pm_card_visa}. */
public enum Card {
    /** Every charge succeeds. */
    ACCEPTED("card"),
    /** Every charge is declined. */
    DECLINED("card"),
    /** Every charge is declined for want of money. */
    INSUFFICIENT_FUNDS("card"),
    /** The bank wants to see the customer: a charge without them is declined, one with them waits for a next action. */
    AUTHENTICATION_REQUIRED("card"),
    /** A debit from a bank account: the charge is processing until the money arrives or does not. */
    BANK_DEBIT("sepa_debit");

    private static final Map<String, Card> TEST_IDS = Map.of(
            "pm_card_visa", ACCEPTED,
            "pm_card_mastercard", ACCEPTED,
            "pm_card_chargeCustomerFail", DECLINED,
            "pm_card_visa_chargeDeclined", DECLINED,
            "pm_card_visa_chargeDeclinedInsufficientFunds", INSUFFICIENT_FUNDS,
            "pm_card_authenticationRequired", AUTHENTICATION_REQUIRED,
            "pm_card_threeDSecure2Required", AUTHENTICATION_REQUIRED,
            "pm_sepaDebit", BANK_DEBIT,
            "pm_usBankAccount", BANK_DEBIT);

    private final String type;

    Card(String type) {
        this.type = type;
    }

    static @Nullable Card ofTestId(String id) {
        return TEST_IDS.get(id);
    }

    static Card named(String name) {
        return valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /** The type of payment method. */
    String type() {
        return type;
    }

    boolean declines() {
        return this == DECLINED || this == INSUFFICIENT_FUNDS;
    }

    String declineCode() {
        return this == INSUFFICIENT_FUNDS ? "insufficient_funds" : "generic_decline";
    }
}

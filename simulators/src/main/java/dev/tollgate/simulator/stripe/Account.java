package dev.tollgate.simulator.stripe;

import java.util.function.Consumer;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Stripe account in memory: its resources, and what they share. Whoever reads or changes it holds its monitor; the
 * resources themselves do not lock.
 */
final class Account {
    private final Supplier<String> url;
    private final IdSequence ids = new IdSequence();
    private final SimulatedClock clock = new SimulatedClock();
    private final ObjectStore store = new ObjectStore(clock, ids);
    private final Idempotency idempotency = new Idempotency(clock);
    private final Routes routes = new Routes();
    private final EventLog events;
    private final Customers customers = new Customers(this);
    private final Products products = new Products(this);
    private final Prices prices = new Prices(this);
    private final Coupons coupons = new Coupons(this);
    private final PromotionCodes promotionCodes = new PromotionCodes(this);
    private final PaymentMethods paymentMethods = new PaymentMethods(this);
    private final PaymentIntents paymentIntents = new PaymentIntents(this);
    private final Payments payments = new Payments(this);
    private final SetupIntents setupIntents = new SetupIntents(this);
    private final Charges charges = new Charges(this);
    private final BalanceTransactions balance = new BalanceTransactions(this);
    private final CheckoutSessions checkoutSessions = new CheckoutSessions(this);
    private final CheckoutPayments checkoutPayments = new CheckoutPayments(this);
    private final Invoices invoices = new Invoices(this);
    private final Subscriptions subscriptions = new Subscriptions(this);
    private final SubscriptionStart subscriptionStart = new SubscriptionStart(this);
    private final Refunds refunds = new Refunds(this);
    private final Disputes disputes = new Disputes(this);

    /**
     * @param url of the server, for the pages
     * @param listener hears of each event at once
     */
    Account(Supplier<String> url, Consumer<ObjectNode> listener) {
        this.url = url;
        this.events = new EventLog(clock, store, listener);
        customers.routes(routes);
        products.routes(routes);
        prices.routes(routes);
        coupons.routes(routes);
        promotionCodes.routes(routes);
        paymentMethods.routes(routes);
        paymentIntents.routes(routes);
        setupIntents.routes(routes);
        charges.routes(routes);
        balance.routes(routes);
        checkoutSessions.routes(routes);
        invoices.routes(routes);
        new InvoiceItems(this).routes(routes);
        subscriptions.routes(routes);
        refunds.routes(routes);
        disputes.routes(routes);
        new BillingPortal(this).routes(routes);
        events.routes(routes);
    }

    String requestId() {
        return ids.next("req");
    }

    String newId(String prefix) {
        return ids.next(prefix);
    }

    String url() {
        return url.get();
    }

    SimulatedClock clock() {
        return clock;
    }

    ObjectStore store() {
        return store;
    }

    Idempotency idempotency() {
        return idempotency;
    }

    Routes routes() {
        return routes;
    }

    EventLog events() {
        return events;
    }

    Customers customers() {
        return customers;
    }

    Products products() {
        return products;
    }

    Prices prices() {
        return prices;
    }

    Coupons coupons() {
        return coupons;
    }

    PromotionCodes promotionCodes() {
        return promotionCodes;
    }

    PaymentMethods paymentMethods() {
        return paymentMethods;
    }

    PaymentIntents paymentIntents() {
        return paymentIntents;
    }

    Payments payments() {
        return payments;
    }

    SetupIntents setupIntents() {
        return setupIntents;
    }

    Charges charges() {
        return charges;
    }

    BalanceTransactions balance() {
        return balance;
    }

    CheckoutSessions checkoutSessions() {
        return checkoutSessions;
    }

    CheckoutPayments checkoutPayments() {
        return checkoutPayments;
    }

    Invoices invoices() {
        return invoices;
    }

    Subscriptions subscriptions() {
        return subscriptions;
    }

    SubscriptionStart subscriptionStart() {
        return subscriptionStart;
    }

    Refunds refunds() {
        return refunds;
    }

    Disputes disputes() {
        return disputes;
    }
}

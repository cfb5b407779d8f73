package dev.tollgate.simulator.stripe;

import com.stripe.StripeClient;
import com.stripe.exception.StripeException;
import com.stripe.model.Customer;
import com.stripe.model.Event;
import com.stripe.model.Price;
import com.stripe.model.StripeObject;
import com.stripe.model.Subscription;
import com.stripe.model.checkout.Session;
import com.stripe.net.RequestOptions;
import com.stripe.param.CustomerCreateParams;
import com.stripe.param.EventListParams;
import com.stripe.param.PriceCreateParams;
import com.stripe.param.checkout.SessionCreateParams;
import java.util.List;

/** A simulator and the official client that talks to it, with a few things that most tests need. */
final class StripeAccount implements AutoCloseable {
    final StripeSimulator simulator = StripeSimulator.start(0);
    final StripeClient client = client(StripeSimulator.KEY);

    StripeClient client(String key) {
        return StripeClient.builder()
                .setApiKey(key)
                .setApiBase(simulator.url())
                .setMaxNetworkRetries(0)
                .setConnectTimeout(120_000)
                .setReadTimeout(120_000)
                .build();
    }

    static RequestOptions key(String idempotencyKey) {
        return RequestOptions.builder().setIdempotencyKey(idempotencyKey).build();
    }

    Customer customer() throws StripeException {
        return client.v1()
                .customers()
                .create(CustomerCreateParams.builder()
                        .setEmail("ada@example.com")
                        .build());
    }

    /** A price in cents that is charged once. */
    Price price(long cents) throws StripeException {
        return client.v1().prices().create(priced(cents).build());
    }

    Price monthly(long cents) throws StripeException {
        return recurring(cents, PriceCreateParams.Recurring.Interval.MONTH);
    }

    Price recurring(long cents, PriceCreateParams.Recurring.Interval interval) throws StripeException {
        return client.v1()
                .prices()
                .create(priced(cents)
                        .setRecurring(PriceCreateParams.Recurring.builder()
                                .setInterval(interval)
                                .build())
                        .build());
    }

    private static PriceCreateParams.Builder priced(long cents) {
        return PriceCreateParams.builder()
                .setCurrency("usd")
                .setUnitAmount(cents)
                .putMetadata("includedCredits", Long.toString(cents))
                .setProductData(PriceCreateParams.ProductData.builder()
                        .setName("Credits")
                        .build());
    }

    static SessionCreateParams.Builder session(SessionCreateParams.Mode mode, Price price) {
        return SessionCreateParams.builder()
                .setMode(mode)
                .setSuccessUrl("https://example.com/thanks?session={CHECKOUT_SESSION_ID}")
                .setCancelUrl("https://example.com/back")
                .addLineItem(SessionCreateParams.LineItem.builder()
                        .setPrice(price.getId())
                        .setQuantity(1L)
                        .build());
    }

    Session purchase(long cents) throws StripeException {
        return client.v1()
                .checkout()
                .sessions()
                .create(session(SessionCreateParams.Mode.PAYMENT, price(cents)).build());
    }

    /** A new session that a customer has paid by card. */
    Session paid(long cents) throws StripeException {
        Session session = purchase(cents);
        simulator.shopper().pay(session.getId());
        return client.v1().checkout().sessions().retrieve(session.getId());
    }

    /** A subscription that its customer has bought on the page. */
    Subscription subscribed(Price price) throws StripeException {
        Session session = client.v1()
                .checkout()
                .sessions()
                .create(session(SessionCreateParams.Mode.SUBSCRIPTION, price)
                        .setCustomer(customer().getId())
                        .build());
        simulator.shopper().pay(session.getId());
        return client.v1()
                .subscriptions()
                .retrieve(client.v1()
                        .checkout()
                        .sessions()
                        .retrieve(session.getId())
                        .getSubscription());
    }

    /** The types of all events so far, oldest first. */
    List<String> types() {
        return List.copyOf(simulator.events().values());
    }

    /** The object of the last event of a type, as the client reads it without force. */
    StripeObject last(String type) throws StripeException {
        Event event = client.v1()
                .events()
                .list(EventListParams.builder().setType(type).build())
                .getData()
                .get(0);
        return event.getDataObjectDeserializer().getObject().orElseThrow();
    }

    @Override
    public void close() {
        simulator.close();
    }
}

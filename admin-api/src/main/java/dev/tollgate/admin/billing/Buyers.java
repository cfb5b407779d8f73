package dev.tollgate.admin.billing;

import com.stripe.exception.IdempotencyException;
import com.stripe.model.Customer;
import com.stripe.param.CustomerCreateParams;
import dev.tollgate.ledger.account.Account;
import dev.tollgate.ledger.account.Accounts;
import dev.tollgate.ledger.billing.Orders;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Which customer of Stripe's an account is. */
@Component
final class Buyers {

    /** In the metadata of customers and subscriptions: the account's id. */
    static final String ACCOUNT = "tollgate_account";

    private final StripeCalls stripe;
    private final Orders orders;
    private final Accounts accounts;
    private final StripeSettings settings;

    Buyers(StripeCalls stripe, Orders orders, Accounts accounts, StripeSettings settings) {
        this.stripe = stripe;
        this.orders = orders;
        this.accounts = accounts;
        this.settings = settings;
    }

    /** The account's customer, which is made if there is none yet. */
    Mono<String> customer(Account account) {
        return orders.customer(account.id(), settings.live())
                .switchIfEmpty(Mono.defer(() -> orders.forgotten(account.id(), settings.live())
                        .flatMap(forgotten -> make(account, forgotten))
                        .map(Customer::getId)
                        .flatMap(customer -> orders.link(account.id(), customer, settings.live()))))
                .switchIfEmpty(Mono.error(() -> new StripeAway(
                        "Stripe's customer was deleted a moment ago", new IllegalStateException("deleted"))));
    }

    /** @param forgotten how many of its customers were deleted at Stripe, which answers the same key with the same customer */
    private Mono<Customer> make(Account account, long forgotten) {
        String key = "customer:" + account.publicId() + (forgotten == 0 ? "" : ":" + forgotten);
        // Under another key there may be two in the end, of which one is never linked and never pays: that does no
        // harm.
        return make(account, key).onErrorResume(Buyers::isKept, kept -> make(account, key + ":" + UUID.randomUUID()));
    }

    /** Whether this key is of no use for a day: Stripe keeps an error under it, or knows it with an older address. */
    private static boolean isKept(Throwable failure) {
        return failure instanceof IdempotencyException || failure instanceof StripeAway away && away.isKept();
    }

    private Mono<Customer> make(Account account, String key) {
        return stripe.ask(calls -> calls.customers()
                .create(
                        CustomerCreateParams.builder()
                                .setEmail(account.email())
                                .putMetadata(ACCOUNT, account.publicId())
                                .build(),
                        StripeCalls.once(key)));
    }

    /** Whose a customer is: by what we know, else by what we have written on it; empty: nobody's. */
    Mono<Long> account(@Nullable String customer, @Nullable Map<String, String> metadata) {
        Mono<Long> known = customer == null ? Mono.empty() : orders.accountOf(customer);
        return known.switchIfEmpty(Mono.justOrEmpty(metadata == null ? null : metadata.get(ACCOUNT))
                .flatMap(accounts::byPublicId)
                .map(Account::id));
    }
}

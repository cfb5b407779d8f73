package dev.tollgate.admin.billing;

import dev.tollgate.ledger.billing.Inbox;
import dev.tollgate.ledger.billing.InboxEvent;
import java.time.Instant;
import java.util.UUID;
import org.springframework.stereotype.Component;
import reactor.core.publisher.Mono;

/** Events of our own: somebody wants the books brought to where an object at Stripe is. */
@Component
final class Looks {

    private final Inbox inbox;

    Looks(Inbox inbox) {
        this.inbox = inbox;
    }

    /** @param object a payment intent, a subscription, an invoice or a session */
    Mono<Void> at(String object, boolean live) {
        return as(EventReactions.LOOK, object, live);
    }

    /** As if Stripe had told of it by an event of this type. */
    Mono<Void> as(String type, String object, boolean live) {
        return inbox.add(new InboxEvent("tg_" + UUID.randomUUID(), type, object, Instant.now(), "", live, "{}"))
                .then();
    }
}

package dev.tollgate.ledger.billing;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An event as Stripe told it. What it says about its object is not believed; the object is fetched.
 *
 * @param object the id of what it is about
 * @param raw its text, as it was signed
 */
public record InboxEvent(
        String id, String type, String object, Instant created, String apiVersion, boolean live, String raw) {

    /**
     * One that is to be worked on.
     *
     * @param tries how often it was begun, this time included
     */
    public record Due(String id, String type, String object, boolean live, int tries) {}

    /**
     * What became of one.
     *
     * @param state {@code new}, {@code done}, {@code ignored} or {@code kept}
     * @param reason why, where that is not plain
     */
    public record Logged(
            String id,
            String type,
            String object,
            Instant created,
            Instant received,
            String state,
            String reason,
            int tries,
            @Nullable Instant doneAt) {}
}

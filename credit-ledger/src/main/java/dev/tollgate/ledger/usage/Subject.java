package dev.tollgate.ledger.usage;

import org.jspecify.annotations.Nullable;

/**
 * What a call is, as the usage log names it.
 *
 * @param provider the price book's key of the provider
 * @param operation {@code chat}, {@code responses}, {@code embeddings}, {@code messages}, …
 * @param model the model as the caller named it
 * @param keyMode whose provider key pays: {@code platform} or {@code own}
 * @param priceVersion the version of the price book that the call was quoted with
 * @param keyId the number of the gateway key that pays; null: none
 * @param run what the caller calls the piece of work that it belongs to; null: nothing
 */
public record Subject(
        String provider,
        String operation,
        String model,
        String keyMode,
        String priceVersion,
        @Nullable Long keyId,
        @Nullable String run) {

    /** What no gateway key pays for. */
    public Subject(String provider, String operation, String model, String keyMode, String priceVersion) {
        this(provider, operation, model, keyMode, priceVersion, null, null);
    }

    /** The same, paid by a key for a run. */
    public Subject paidBy(@Nullable Long key, @Nullable String forRun) {
        return new Subject(provider, operation, model, keyMode, priceVersion, key, forRun);
    }

    /** As the database has it: 0 for none. */
    public long keyNumber() {
        return keyId == null ? 0 : keyId;
    }

    /** As the database has it: empty for none. */
    public String runName() {
        return run == null ? "" : run;
    }
}

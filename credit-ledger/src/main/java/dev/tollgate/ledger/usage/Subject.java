package dev.tollgate.ledger.usage;

/**
 * What a call is, as the usage log names it.
 *
 * @param provider the price book's key of the provider
 * @param operation {@code chat}, {@code responses}, {@code embeddings}, {@code messages}, …
 * @param model the model as the caller named it
 * @param keyMode whose provider key pays: {@code platform} or {@code own}
 * @param priceVersion the version of the price book that the call was quoted with
 */
public record Subject(String provider, String operation, String model, String keyMode, String priceVersion) {}

package dev.tollgate.filter.identity;

import dev.tollgate.pricing.PriceBook;

/**
 * The prices of one moment and the provider keys that belong to them: a call is sold by one of these from its first look to
 * its settlement, however often prices change meanwhile.
 *
 * @param keys of the providers of this book
 */
public record PriceSnapshot(PriceBook book, ProviderKeys keys) {

    /** Without the keys: it may end up in a log line. */
    @Override
    public String toString() {
        return "PriceSnapshot[" + book.version() + "]";
    }
}

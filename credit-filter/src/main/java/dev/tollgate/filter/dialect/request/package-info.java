/** From a request's bytes to an intent: the facts that decide a price, the bounds they give, and the few edits a body gets. */
@NullMarked
package dev.tollgate.filter.dialect.request;

import org.jspecify.annotations.NullMarked;

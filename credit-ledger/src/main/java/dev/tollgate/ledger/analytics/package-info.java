/** Sums of the usage log: how they are kept, made anew and asked. */
@NullMarked
package dev.tollgate.ledger.analytics;

import org.jspecify.annotations.NullMarked;

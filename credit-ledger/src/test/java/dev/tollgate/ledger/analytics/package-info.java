@NullMarked
package dev.tollgate.ledger.analytics;

import org.jspecify.annotations.NullMarked;

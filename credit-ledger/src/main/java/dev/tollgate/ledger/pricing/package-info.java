/** Every price book that was ever used, and the log of which one counted when. */
@NullMarked
package dev.tollgate.ledger.pricing;

import org.jspecify.annotations.NullMarked;

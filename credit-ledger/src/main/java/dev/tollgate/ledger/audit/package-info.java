/** Who changed what: written by the commit that it tells of. */
@NullMarked
package dev.tollgate.ledger.audit;

import org.jspecify.annotations.NullMarked;

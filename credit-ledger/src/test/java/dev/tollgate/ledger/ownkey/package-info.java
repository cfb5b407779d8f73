@NullMarked
package dev.tollgate.ledger.ownkey;

import org.jspecify.annotations.NullMarked;

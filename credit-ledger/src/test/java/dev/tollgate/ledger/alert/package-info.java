@NullMarked
package dev.tollgate.ledger.alert;

import org.jspecify.annotations.NullMarked;
